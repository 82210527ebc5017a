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
            name="Opportunity",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("direction", models.CharField(choices=[("need", "need"), ("offer", "offer")], max_length=5)),
                ("title_de", models.CharField(blank=True, max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=200)),
                ("text_de", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                ("wz_codes", models.JSONField(blank=True, default=list)),
                ("tags", models.JSONField(blank=True, default=list)),
                ("quantity", models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True)),
                ("unit", models.CharField(blank=True, help_text="UCUM or ISO 4217", max_length=20)),
                ("radius_km", models.PositiveIntegerField(blank=True, null=True)),
                ("valid_until", models.DateField()),
                ("min_partners", models.PositiveSmallIntegerField(default=1)),
                ("max_partners", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "with the centre"),
                            ("published", "published"),
                            ("returned", "returned"),
                            ("fulfilled", "fulfilled"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("review_note", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("provenance", models.JSONField(blank=True, default=dict)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opportunities", to="core.company"
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "id"],
                "indexes": [models.Index(fields=["state", "valid_until"], name="matching_op_state_0d5ec4_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title_de", ""), _negated=True),
                            models.Q(("title_en", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="opportunity_titled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("min_partners__gte", 1), ("max_partners__gte", models.F("min_partners"))),
                        name="opportunity_partners",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__isnull", True), ("quantity__gte", 0), _connector="OR"),
                        name="opportunity_quantity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="opportunity_published",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("opportunity_id", models.UUIDField(help_text="id in its dataset, local or crawled")),
                ("provider_did", models.CharField(max_length=400)),
                ("kind", models.CharField(max_length=40)),
                ("direction", models.CharField(max_length=5)),
                ("title_de", models.CharField(blank=True, max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=200)),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(default=list, help_text="[{code, weight, values, against}]")),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "new"), ("seen", "seen"), ("dismissed", "does not fit")],
                        default="new",
                        max_length=9,
                    ),
                ),
                ("computed_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "own_opportunity",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="matching.opportunity"
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "opportunity_id"), name="match_once"),
                    models.CheckConstraint(condition=models.Q(("score__range", (0, 1))), name="match_score"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("opportunity_id", models.UUIDField()),
                ("title_de", models.CharField(blank=True, max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=200)),
                ("kind", models.CharField(max_length=40)),
                ("direction", models.CharField(help_text="of the opportunity", max_length=5)),
                ("mine", models.BooleanField(help_text="True: the opportunity is ours, the peer asked")),
                ("peer_did", models.CharField(max_length=400)),
                ("negotiation_id", models.UUIDField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "asked"), ("consented", "both agree"), ("declined", "declined")],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("message", models.TextField(blank=True)),
                (
                    "contact",
                    models.JSONField(blank=True, default=dict, help_text="of the other side, after both consented"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "ordering": ["-created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "declined"), _negated=True),
                        fields=("company", "opportunity_id", "peer_did", "mine"),
                        name="interest_once",
                    )
                ],
            },
        ),
    ]
