"""`tandem user`."""

import json
import os

import click
from django.utils import timezone

from tandem.cli.database import Failed, database


@click.group("user")
def user_group() -> None:
    """Add people, give them a one-time link, list them."""


@user_group.command("create")
@click.argument("email")
@click.option("--first-name", default="", help="Without it: the first part of the address.")
@click.option("--last-name", default="")
@click.option(
    "--role", "roles", multiple=True, required=True, help="May be given several times; see `user list`."
)
def create_command(email: str, first_name: str, last_name: str, roles: tuple[str, ...]) -> None:
    """Add a person and print the link by which they choose their password.

    \b
    tandem user create anna.reiter@firma.de --first-name Anna --last-name Reiter --role inside
    """
    guessed = [part.capitalize() for part in email.partition("@")[0].replace("_", ".").split(".")]
    with database():
        from django.db import transaction

        from tandem.essentials.people import actions as people

        with transaction.atomic():
            user = people.add_user(
                email=email,
                first_name=first_name or guessed[0],
                last_name=last_name or " ".join(guessed[1:]) or guessed[0],
                roles=list(roles),
                by=None,
                at=timezone.now(),
            )
            token = people.invite(user=user, by=None, at=timezone.now())
        _print_link(email, token)


@user_group.command("link")
@click.argument("email")
def link_command(email: str) -> None:
    """Print a new one-time link by which a person sets a new password."""
    with database():
        from tandem.essentials.people import actions as people
        from tandem.essentials.people.models import User

        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise Failed(f"Nobody here has the address {email}: `tandem user list` shows who there is.")
        _print_link(email, people.invite(user=user, by=None, at=timezone.now()))


@user_group.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_command(as_json: bool) -> None:
    """List who can sign in, with their roles."""
    with database():
        from tandem.essentials.people.models import User

        people = list(User.objects.order_by("last_name", "first_name"))
    if as_json:
        plain = [
            {"email": user.email, "name": user.full_name, "roles": list(user.roles), "active": user.is_active}
            for user in people
        ]
        click.echo(json.dumps(plain, ensure_ascii=False))
        return
    for user in people:
        state = "" if user.is_active else "  (left)"
        click.echo(f"{user.email:<36} {user.full_name:<24} {', '.join(user.roles)}{state}")


def _print_link(email: str, token: str) -> None:
    from django.urls import reverse

    base = (
        os.environ.get("TANDEM_URL", "").rstrip("/") or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    )
    click.echo(
        f"{email} chooses a password here, once, within 72 hours:\n"
        f"{base}{reverse('people:invitation', args=[token])}"
    )
