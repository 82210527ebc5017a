import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Essential",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("supplier", models.CharField(max_length=4)),
                ("customer", models.CharField(max_length=4)),
                ("value", models.PositiveSmallIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "value"], name="position_es_custome_38833c_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("supplier", "customer"), name="essential_once"),
                    models.CheckConstraint(condition=models.Q(("value__in", [1, 2])), name="essential_value"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DiamondAnswers",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("said", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("company",), name="diamond_answers_once")],
            },
        ),
        migrations.CreateModel(
            name="KeptReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kept_at", models.DateTimeField()),
                ("content", models.JSONField()),
                ("decision", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "ordering": ["-kept_at", "id"],
                "indexes": [models.Index(fields=["company", "kept_at"], name="position_ke_company_245aa5_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "")),
                            models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="kept_decision_dated",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PositionAnswers",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("said", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("company",), name="position_answers_once")],
            },
        ),
        migrations.CreateModel(
            name="PositionReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("computed_at", models.DateTimeField()),
                ("quarter", models.CharField(help_text="2026Q4", max_length=6)),
                ("figures", models.JSONField()),
                ("role", models.CharField(blank=True, max_length=30)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "ordering": ["quarter"],
                "constraints": [models.UniqueConstraint(fields=("company", "quarter"), name="position_once_a_quarter")],
            },
        ),
    ]
