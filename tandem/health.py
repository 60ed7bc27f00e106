"""Whether this installation can serve: asked by `tandem serve`, load balancers and monitors."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from tandem import __version__


def health(request: HttpRequest) -> HttpResponse:
    """Says ok when the database answers, else 503; needs no sign-in and tells nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok", "version": __version__})
