import uuid

import django.db.models.deletion
from django.db import migrations, models

import verbund.kit.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kid", models.CharField(help_text="DID URL", max_length=512, unique=True)),
                ("jwk", models.JSONField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TextUpdate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("source", models.TextField(help_text="TOML, as in report/wording")),
                ("keys", models.JSONField(default=list, help_text="texts it changes")),
                ("taken_in_at", models.DateTimeField()),
                ("by", models.CharField(help_text="pseudonym", max_length=80)),
            ],
            options={
                "ordering": ["-taken_in_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Verbund",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("verbund_id", models.UUIDField(help_text="the same for all members; urn:uuid in documents")),
                ("kind", models.CharField(help_text="code of the kind of cooperation", max_length=40)),
                ("title_de", models.CharField(max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=200)),
                ("proposer_did", models.CharField(max_length=400)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("proposed", "proposed"),
                            ("in_force", "in force"),
                            ("disputed", "disputed"),
                            ("declined", "declined"),
                            ("left", "left"),
                            ("ended", "ended"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("opportunity_ref", models.CharField(blank=True, help_text="what it grew from", max_length=200)),
                ("created_at", models.DateTimeField(default=verbund.kit.clock.now)),
                ("in_force_since", models.DateTimeField(blank=True, null=True)),
                (
                    "valid_from",
                    models.DateField(blank=True, help_text="first day of the version in force, UTC", null=True),
                ),
                ("valid_until", models.DateField(blank=True, help_text="its last day, UTC", null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "held_back_since",
                    models.DateTimeField(blank=True, help_text="restored: no own entry until caught up", null=True),
                ),
                ("awaited", models.JSONField(blank=True, default=list, help_text="DIDs that have not answered since")),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "ordering": ["-created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "verbund_id"), name="verbund_once_per_member"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "proposed", "in_force", "disputed", "declined", "left", "ended"])
                        ),
                        name="verbund_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SideEffectReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("charter_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("document", models.JSONField()),
                (
                    "answers",
                    models.JSONField(
                        blank=True, default=dict, help_text="the member's own replies that it was computed with"
                    ),
                ),
                ("computed_at", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                ("shown_to", models.CharField(blank=True, help_text="pseudonym", max_length=80)),
                ("stop_reason", models.TextField(blank=True, help_text="why it was signed over a stop sign")),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "verbund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="cooperation.verbund"
                    ),
                ),
            ],
            options={
                "ordering": ["-computed_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("verbund", "hash", "shown_to"), name="report_once"),
                    models.CheckConstraint(condition=models.Q(("hash__regex", "^[0-9a-f]{64}$")), name="report_hash"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportFinding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=80)),
                ("text", models.JSONField(help_text="by language")),
                ("found_at", models.DateTimeField()),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, help_text="the company has talked about it", null=True),
                ),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "verbund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="cooperation.verbund"
                    ),
                ),
            ],
            options={
                "ordering": ["-found_at", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)), fields=("verbund", "code"), name="finding_open_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportedEffect",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "code",
                    models.CharField(blank=True, help_text="effect of the leaflet; empty: another one", max_length=40),
                ),
                ("text", models.JSONField(help_text="by language")),
                ("shared", models.BooleanField(default=False, help_text="the other members were told")),
                ("reported_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "verbund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="effects", to="cooperation.verbund"
                    ),
                ),
            ],
            options={
                "ordering": ["-reported_at", "id"],
                "indexes": [models.Index(fields=["verbund", "code"], name="reported_effect_code")],
            },
        ),
        migrations.CreateModel(
            name="RejectedEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_did", models.CharField(max_length=400)),
                ("claimed_author", models.CharField(blank=True, max_length=430)),
                ("hash", models.CharField(blank=True, max_length=64)),
                ("code", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "verbund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rejected", to="cooperation.verbund"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("verbund", "from_did", "hash", "code"), name="rejected_entry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
                ("author_did", models.CharField(max_length=400)),
                ("seq", models.PositiveBigIntegerField()),
                ("type", models.CharField(max_length=24)),
                ("jws", models.TextField()),
                ("payload", models.JSONField(blank=True, null=True)),
                ("salt", models.CharField(blank=True, max_length=64)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("accepted", "Accepted"), ("pending", "Pending"), ("refused", "Refused")], max_length=8
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("received_at", models.DateTimeField(default=verbund.kit.clock.now)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "verbund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="cooperation.verbund"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["verbund", "author_did", "seq"], name="cooperation_verbund_b7e8eb_idx"),
                    models.Index(
                        condition=models.Q(("verdict", "pending")), fields=["verbund", "id"], name="entry_waiting"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("verbund", "hash"), name="entry_once")],
            },
        ),
        migrations.CreateModel(
            name="CharterVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("author_did", models.CharField(max_length=400)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("proposed", "proposed"),
                            ("counter", "counter-proposal"),
                            ("in_force", "in force"),
                            ("superseded", "superseded"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("document", models.JSONField()),
                (
                    "reason",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="what a counter-proposal's author says about it, by language",
                    ),
                ),
                ("received_at", models.DateTimeField(default=verbund.kit.clock.now)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "verbund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="cooperation.verbund"
                    ),
                ),
            ],
            options={
                "ordering": ["version", "received_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("verbund", "hash"), name="charter_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "in_force")), fields=("verbund",), name="charter_one_in_force"
                    ),
                    models.CheckConstraint(condition=models.Q(("hash__regex", "^[0-9a-f]{64}$")), name="charter_hash"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VerbundMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("did", models.CharField(max_length=400)),
                ("name", models.CharField(max_length=300)),
                ("role", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "invited"),
                            ("active", "member"),
                            ("suspended", "suspended"),
                            ("left", "left"),
                            ("former", "former member"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "verbund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="cooperation.verbund"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "did"],
                "indexes": [models.Index(fields=["company", "did", "state"], name="verbund_member_did")],
                "constraints": [
                    models.UniqueConstraint(fields=("verbund", "did"), name="verbund_member_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["invited", "active", "suspended", "left", "former"])),
                        name="verbund_member_state",
                    ),
                ],
            },
        ),
    ]
