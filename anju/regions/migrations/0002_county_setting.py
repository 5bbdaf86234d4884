import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='CountySetting',
            fields=[
                ('county', models.OneToOneField(db_column='county', on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='setting', serialize=False, to='regions.place')),
                ('short_name', models.CharField(blank=True, max_length=20, verbose_name='简称')),
                ('is_demo', models.BooleanField(default=False, verbose_name='演示数据')),
                ('demo_until', models.DateField(blank=True, null=True, verbose_name='演示历史截止日')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('is_demo', True), ('demo_until__isnull', True), _connector='OR'), name='county_demo_until_with_demo', violation_error_message='只有演示县有演示历史截止日。')],
            },
        ),
    ]
