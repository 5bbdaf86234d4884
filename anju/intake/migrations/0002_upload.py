"""What a batch needs to be shown again: the upload it belongs to, its tab and head row, the day it was judged on."""

from django.db import migrations, models

from anju.accounts.rowsecurity import ROLE

# The acting role owns no table; since PostgreSQL 17 it may be allowed to refresh statistics after a large import.
_MAINTAIN = f"""
do $$ begin
  if current_setting('server_version_num')::int >= 170000 then
    execute 'grant maintain on all tables in schema public to {ROLE}';
    execute 'alter default privileges in schema public grant maintain on tables to {ROLE}';
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_first")]

    operations = [
        migrations.AddField(
            "batch", "upload", models.CharField("上传", max_length=32, default="", db_index=True)
        ),
        migrations.AddField("batch", "tab", models.CharField("工作表", max_length=40, default="")),
        migrations.AddField("batch", "head_row", models.PositiveIntegerField("表头所在行", default=1)),
        migrations.AddField("batch", "judged_on", models.DateField("核对日", null=True, blank=True)),
        migrations.AddField("batch", "warnings", models.PositiveIntegerField("提醒", default=0)),
        migrations.RunSQL(_MAINTAIN, migrations.RunSQL.noop),
    ]
