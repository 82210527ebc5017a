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
            name="FrozenFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("publication", models.CharField(max_length=40)),
                ("period", models.CharField(help_text="2026Q4", max_length=6)),
                ("key", models.CharField(max_length=200)),
                ("as_of", models.CharField(max_length=6)),
                ("value", models.JSONField(null=True)),
                ("basis", models.JSONField(null=True)),
                ("population", models.JSONField(default=dict)),
                ("about", models.JSONField(default=list)),
                ("frozen_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["publication", "period", "id"],
                "constraints": [models.UniqueConstraint(fields=("publication", "period", "key"), name="figure_once")],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "external_id",
                    models.CharField(help_text="stable key of the statement within its source", max_length=200),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("supplies", "supplies"),
                            ("platform", "platform or cloud of"),
                            ("data_access", "grants data access to"),
                            ("cooperates", "cooperates with"),
                            ("owns", "owns"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "others_count",
                    models.PositiveIntegerField(
                        blank=True, help_text="how many stand behind an empty end, e.g. 31 other customers", null=True
                    ),
                ),
                (
                    "partner",
                    models.CharField(
                        blank=True,
                        help_text="what the owner calls an end that is not listed here, or its account",
                        max_length=300,
                    ),
                ),
                ("product_de", models.CharField(blank=True, max_length=200)),
                ("product_en", models.CharField(blank=True, max_length=200)),
                ("wz_code", models.CharField(blank=True, max_length=8)),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, help_text="in the period", max_digits=16, null=True
                    ),
                ),
                ("currency", models.CharField(default="EUR", max_length=3)),
                (
                    "share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="owned share; share of own workload",
                        max_digits=5,
                        null=True,
                    ),
                ),
                ("period_from", models.DateField(blank=True, null=True)),
                ("period_to", models.DateField(blank=True, null=True)),
                ("payment_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "replaceable",
                    models.CharField(
                        choices=[("yes", "yes"), ("hard", "hard"), ("no", "no"), ("unknown", "unknown")],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("requalify_weeks", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("stock_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "drawing_owner",
                    models.CharField(
                        blank=True, choices=[("supplier", "supplier"), ("customer", "customer")], max_length=8
                    ),
                ),
                (
                    "tool_owner",
                    models.CharField(
                        blank=True, choices=[("supplier", "supplier"), ("customer", "customer")], max_length=8
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("known_since", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("provenance", models.JSONField(blank=True, default=dict)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        blank=True,
                        help_text="empty: others",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.company",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        blank=True,
                        help_text="empty: others",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.company",
                    ),
                ),
            ],
            options={
                "ordering": ["type", "id"],
                "indexes": [
                    models.Index(fields=["giver"], name="ecosystem_r_giver_i_7e743f_idx"),
                    models.Index(fields=["taker"], name="ecosystem_r_taker_i_e22852_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "source", "external_id"), name="relation_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("giver__isnull", True),
                            ("taker__isnull", True),
                            models.Q(("giver", models.F("taker")), _negated=True),
                            _connector="OR",
                        ),
                        name="relation_two_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("giver", models.F("company")), ("taker", models.F("company")), _connector="OR"
                        ),
                        name="relation_stated_by_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                        name="relation_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__isnull", True), ("share__range", (0, 1)), _connector="OR"),
                        name="relation_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_from__isnull", True),
                            ("period_to__isnull", True),
                            ("period_from__lte", models.F("period_to")),
                            _connector="OR",
                        ),
                        name="relation_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "audience",
                    models.CharField(
                        choices=[("company", "one company"), ("centre", "the centre"), ("public", "everybody")],
                        max_length=8,
                    ),
                ),
                (
                    "fields",
                    models.JSONField(default=list, help_text="names of released fields; the ends are always part"),
                ),
                ("purpose", models.CharField(max_length=200)),
                ("valid_until", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "relation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="releases", to="ecosystem.relation"
                    ),
                ),
                (
                    "to_company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "company"), ("to_company__isnull", False)),
                            models.Q(models.Q(("audience", "company"), _negated=True), ("to_company__isnull", True)),
                            _connector="OR",
                        ),
                        name="release_audience",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("relation", "audience", "to_company"),
                        name="release_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None), ("to_company", None)),
                        fields=("relation", "audience"),
                        name="release_to_all_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("machine", "machine"),
                            ("capacity", "free capacity"),
                            ("prototype", "prototype"),
                            ("demonstrator", "demonstrator"),
                            ("laboratory", "laboratory"),
                            ("data_set", "data set"),
                            ("training_place", "training place"),
                            ("expertise", "expertise"),
                        ],
                        max_length=14,
                    ),
                ),
                ("name_de", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("quantity", models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True)),
                ("unit", models.CharField(blank=True, help_text="UCUM, e.g. h/mo", max_length=20)),
                ("free_share", models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True)),
                ("available_from", models.DateField(blank=True, null=True)),
                ("available_until", models.DateField(blank=True, null=True)),
                ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("price_unit", models.CharField(blank=True, max_length=20)),
                (
                    "bound_until",
                    models.DateField(blank=True, help_text="funded and bound to a purpose until", null=True),
                ),
                ("note_de", models.TextField(blank=True)),
                ("note_en", models.TextField(blank=True)),
                ("public", models.BooleanField(default=True)),
                ("provenance", models.JSONField(blank=True, default=dict)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="resources", to="core.company"
                    ),
                ),
            ],
            options={
                "ordering": ["type", "name_de", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "name_de"), name="resource_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("free_share__isnull", True), ("free_share__range", (0, 1)), _connector="OR"
                        ),
                        name="resource_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("available_from__isnull", True),
                            ("available_until__isnull", True),
                            ("available_from__lte", models.F("available_until")),
                            _connector="OR",
                        ),
                        name="resource_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__isnull", True), ("quantity__gte", 0), _connector="OR"),
                        name="resource_quantity",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("city", models.CharField(blank=True, max_length=120)),
                ("nuts3", models.CharField(blank=True, max_length=5)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("provenance", models.JSONField(blank=True, default=dict)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sites", to="core.company"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "name"), name="site_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="site_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompanyFigures",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("revenue", models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                ("material_cost", models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("core_question_de", models.TextField(blank=True, help_text="Weshalb rufen Kunden gerade Sie an?")),
                ("core_question_en", models.TextField(blank=True)),
                ("provenance", models.JSONField(blank=True, default=dict)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "ordering": ["-year", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "year"), name="figures_once"),
                    models.CheckConstraint(
                        condition=models.Q(("revenue__isnull", True), ("revenue__gte", 0), _connector="OR"),
                        name="figures_revenue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("material_cost__isnull", True), ("material_cost__gte", 0), _connector="OR"),
                        name="figures_material",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Competence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "layer",
                    models.CharField(
                        choices=[("core", "core"), ("complementary", "complementary"), ("peripheral", "peripheral")],
                        max_length=14,
                    ),
                ),
                ("name_de", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("wz_code", models.CharField(blank=True, max_length=8)),
                (
                    "people",
                    models.PositiveIntegerField(blank=True, help_text="how many are able; empty: unknown", null=True),
                ),
                ("tags", models.JSONField(blank=True, default=list)),
                ("public", models.BooleanField(default=True)),
                ("provenance", models.JSONField(blank=True, default=dict)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="competences", to="core.company"
                    ),
                ),
            ],
            options={
                "ordering": ["layer", "name_de", "id"],
                "indexes": [models.Index(fields=["wz_code"], name="ecosystem_c_wz_code_479d39_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "name_de"), name="competence_once"),
                    models.CheckConstraint(
                        condition=models.Q(("layer__in", ["core", "complementary", "peripheral"])),
                        name="competence_layer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InterviewDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("answers", models.JSONField(default=dict)),
                ("by_centre", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("released", "Released"), ("discarded", "Discarded")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=80)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by", models.CharField(blank=True, max_length=80)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "ordering": ["-begun_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("company",), name="interview_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(("closed_at__isnull", False), models.Q(("closed_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="interview_closed",
                    ),
                ],
            },
        ),
    ]
