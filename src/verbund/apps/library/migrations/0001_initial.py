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
            name="Project",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("source", models.CharField(blank=True, help_text="where external_id comes from", max_length=60)),
                ("external_id", models.CharField(blank=True, max_length=200)),
                (
                    "verbund_id",
                    models.UUIDField(blank=True, help_text="the Verbund whose outcome this is", null=True, unique=True),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("idea", "idea"), ("running", "running"), ("implemented", "implemented")],
                        max_length=12,
                    ),
                ),
                ("title_de", models.CharField(blank=True, max_length=300)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("purpose_de", models.TextField(blank=True)),
                ("purpose_en", models.TextField(blank=True)),
                ("expected_de", models.TextField(blank=True)),
                ("expected_en", models.TextField(blank=True)),
                ("measured_de", models.TextField(blank=True)),
                ("measured_en", models.TextField(blank=True)),
                (
                    "figures",
                    models.JSONField(default=list, help_text="[{measure_de, measure_en, expected, measured, unit}]"),
                ),
                ("lesson_de", models.TextField(blank=True)),
                ("lesson_en", models.TextField(blank=True)),
                ("funding", models.CharField(blank=True, max_length=300)),
                ("grant", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("started", models.DateField(blank=True, null=True)),
                ("ended", models.DateField(blank=True, null=True)),
                ("provenance", models.JSONField(blank=True, default=dict)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": [models.OrderBy(models.F("ended"), descending=True, nulls_last=True), "id"],
                "indexes": [
                    models.Index(fields=["state", "kind", "ended", "id"], name="library_pro_state_4006df_idx"),
                    models.Index(fields=["external_id"], name="library_pro_externa_f295c8_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("source", "external_id"),
                        name="project_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title_de", ""), _negated=True),
                            models.Q(("title_en", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="project_titled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["idea", "running", "implemented"])), name="project_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started__isnull", True),
                            ("ended__isnull", True),
                            ("started__lte", models.F("ended")),
                            _connector="OR",
                        ),
                        name="project_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grant__isnull", True), ("grant__gte", 0), _connector="OR"),
                        name="project_grant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=300)),
                ("did", models.CharField(blank=True, max_length=400)),
                ("grant", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="project_members",
                        to="core.company",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="library.project"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("company__isnull", False)),
                        fields=("project", "company"),
                        name="project_member_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("company__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"
                        ),
                        name="project_member_named",
                    ),
                ],
            },
        ),
    ]
