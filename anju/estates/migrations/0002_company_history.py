from django.db import migrations

from anju.accounts.rowsecurity import append_only


class Migration(migrations.Migration):
    """Property companies have no place, so no scope step made their history append-only."""

    dependencies = [("estates", "0001_first")]

    operations = [append_only("estates_propertycompanyevent")]
