"""Nobody alters the history of verifications."""

from django.db import migrations

from anju.accounts.rowsecurity import append_only


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_flats_of_grids")]

    operations = [append_only("registry_verificationevent")]
