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
            name="Funding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=60)),
                ("external_id", models.CharField(max_length=200)),
                ("title_de", models.CharField(blank=True, max_length=300)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("funder", models.CharField(blank=True, max_length=300)),
                (
                    "share",
                    models.DecimalField(blank=True, decimal_places=4, help_text="of the cost", max_digits=5, null=True),
                ),
                ("maximum", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("apply_by", models.DateField(blank=True, null=True)),
                ("kinds", models.JSONField(blank=True, default=list)),
                ("min_companies", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("text_de", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                ("provenance", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["apply_by", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="funding_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title_de", ""), _negated=True),
                            models.Q(("title_en", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="funding_titled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__isnull", True), ("share__range", (0, 1)), _connector="OR"),
                        name="funding_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("maximum__isnull", True), ("maximum__gte", 0), _connector="OR"),
                        name="funding_maximum",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=60)),
                ("external_id", models.CharField(max_length=200)),
                ("title_de", models.CharField(blank=True, max_length=300)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("matching", "matching event"),
                            ("consultation", "consultation hour"),
                            ("visit", "visit"),
                            ("exchange", "exchange round"),
                            ("workshop", "workshop"),
                            ("roadshow", "roadshow"),
                        ],
                        max_length=12,
                    ),
                ),
                ("date", models.DateField()),
                ("starts", models.TimeField(blank=True, null=True)),
                ("ends", models.TimeField(blank=True, null=True)),
                ("venue", models.CharField(blank=True, max_length=200)),
                ("city", models.CharField(blank=True, max_length=120)),
                ("seats", models.PositiveIntegerField(blank=True, null=True)),
                ("text_de", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                ("provenance", models.JSONField(blank=True, default=dict)),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="core.company",
                    ),
                ),
            ],
            options={
                "ordering": ["date", "starts", "id"],
                "indexes": [models.Index(fields=["date"], name="events_even_date_5e8e1c_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="event_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title_de", ""), _negated=True),
                            models.Q(("title_en", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="event_titled",
                    ),
                ],
            },
        ),
    ]
