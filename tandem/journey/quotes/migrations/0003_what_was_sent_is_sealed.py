"""INV6 seen from outside: a digest of all a sent version says, so that a change past the triggers is found.

The columns are named: a later one does not change what an old seal means. A migration that rewrites frozen rows
seals them anew.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION quotes_digest(sealed bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        quote.number, quote.currency, version.number, version.note, version.language, version.introduction,
        version.valid_until, version.payment, version.delivery, version.discount, version.list_value, version.net,
        version.tax, version.gross, version.cost, version.margin, version.taxes, version.pdf_sha256,
        extract(epoch FROM version.sent_at), version.sent_by_id, version.sent_to,
        (SELECT jsonb_agg(jsonb_build_array(
            line.position, line.text, line.quantity, line.unit, line.price, line.discount, line.cost,
            line.vat_rate, line.delivery, line.optional) ORDER BY line.position)
         FROM quotes_quoteline line WHERE line.version_id = version.id)
    )::text, 'UTF8')), 'hex')
    FROM quotes_quoteversion version JOIN quotes_quote quote ON quote.id = version.quote_id
    WHERE version.id = sealed
$$;
INSERT INTO quotes_quoteseal (version_id, sha256)
    SELECT id, quotes_digest(id) FROM quotes_quoteversion WHERE state <> 'draft';
CREATE FUNCTION quotes_version_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO quotes_quoteseal (version_id, sha256) VALUES (NEW.id, quotes_digest(NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER quotes_version_sealed AFTER UPDATE ON quotes_quoteversion FOR EACH ROW
    WHEN (OLD.state = 'draft' AND NEW.state <> 'draft') EXECUTE FUNCTION quotes_version_sealed();
"""
BACKWARD = """
DROP TRIGGER quotes_version_sealed ON quotes_quoteversion;
DROP FUNCTION quotes_version_sealed();
DROP FUNCTION quotes_digest(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0002_sent_is_sent")]
    operations = [
        migrations.CreateModel(
            name="QuoteSeal",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="seal",
                        serialize=False,
                        to="quotes.quoteversion",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
