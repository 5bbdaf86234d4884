"""Who is confined to a grid sees the rows of that grid; the new tables of the registry are scoped like the others."""

from django.db import migrations

from anju.accounts.rowsecurity import scope_rows, scope_rows_of_grids


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_changes")]

    operations = [
        scope_rows_of_grids("registry_building"),
        scope_rows_of_grids("registry_flat"),
        scope_rows_of_grids("registry_household"),
        scope_rows_of_grids("registry_person"),
        scope_rows_of_grids("registry_membership"),
        scope_rows("registry_change"),
        scope_rows("registry_locked", history=False),
        scope_rows("registry_grid"),
        scope_rows("registry_allocation"),
        scope_rows("registry_occupation"),
        scope_rows("registry_reclamation"),
    ]
