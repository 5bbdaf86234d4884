"""Ledgers made before the role for whole-county scopes get it, and its policy on every fenced table."""

from django.db import migrations

from anju.accounts.rowsecurity import MAKE_ROLES, OPEN_WHOLE


class Migration(migrations.Migration):
    dependencies = [("api", "0001_first"), ("proposals", "0001_first"), ("indicators", "0001_first")]

    operations = [
        migrations.RunSQL(MAKE_ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(OPEN_WHOLE, migrations.RunSQL.noop),
    ]
