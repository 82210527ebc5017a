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
            name="CatalogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("participant_did", models.CharField(max_length=400)),
                ("dataset_id", models.CharField(max_length=500)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("offers", models.JSONField(default=list)),
                ("formats", models.JSONField(default=list)),
                ("properties", models.JSONField(default=dict)),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["participant_did", "dataset_id"],
                "indexes": [models.Index(fields=["dataset_id"], name="entry_dataset")],
                "constraints": [
                    models.UniqueConstraint(fields=("participant_did", "dataset_id"), name="catalog_entry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CredentialRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[("ISSUER", "ISSUER"), ("HOLDER", "HOLDER")], help_text="our side", max_length=6
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("RECEIVED", "Received"), ("ISSUED", "Issued"), ("REJECTED", "Rejected")],
                        default="RECEIVED",
                        max_length=8,
                    ),
                ),
                ("peer_did", models.CharField(max_length=400)),
                ("peer_pid", models.CharField(blank=True, help_text="empty until the peer told it", max_length=500)),
                ("kinds", models.JSONField(help_text="ids of the issuer's metadata")),
                ("reason", models.CharField(blank=True, help_text="why it was rejected", max_length=500)),
                ("problem", models.CharField(blank=True, help_text="why it does not go on", max_length=1000)),
                ("created_at", models.DateTimeField()),
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
                        condition=models.Q(("peer_pid", ""), _negated=True),
                        fields=("company", "role", "peer_did", "peer_pid"),
                        name="credential_request_peer_pid_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["ISSUER", "HOLDER"])), name="credential_request_role"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["RECEIVED", "ISSUED", "REJECTED"])),
                        name="credential_request_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DataOffer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                (
                    "verbund_id",
                    models.CharField(blank=True, help_text="the Verbund it is offered to, if one", max_length=200),
                ),
                ("policy", models.JSONField(help_text="ODRL offer without ids")),
                ("created_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HeldCredential",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("issuer", models.CharField(max_length=400)),
                ("types", models.JSONField()),
                ("profile", models.CharField(max_length=40)),
                ("jwt", models.TextField()),
                ("valid_from", models.DateTimeField(blank=True, null=True)),
                ("valid_until", models.DateTimeField(blank=True, null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "ordering": ["-received_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="IssuedCredential",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=400)),
                ("types", models.JSONField()),
                ("claims", models.JSONField()),
                ("profile", models.CharField(default="vc20-bssl/jwt", max_length=40)),
                ("jwt", models.TextField(blank=True)),
                ("status_index", models.PositiveIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dataspace.credentialrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["-issued_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "status_index"), name="credential_status_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Negotiation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("role", models.CharField(choices=[("CONSUMER", "CONSUMER"), ("PROVIDER", "PROVIDER")], max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Requested"),
                            ("OFFERED", "Offered"),
                            ("ACCEPTED", "Accepted"),
                            ("AGREED", "Agreed"),
                            ("VERIFIED", "Verified"),
                            ("FINALIZED", "Finalized"),
                            ("TERMINATED", "Terminated"),
                        ],
                        max_length=10,
                    ),
                ),
                ("peer_did", models.CharField(max_length=400)),
                ("peer_pid", models.CharField(blank=True, help_text="empty until the peer told it", max_length=500)),
                (
                    "callback_address",
                    models.CharField(help_text="the peer's base address for this negotiation", max_length=500),
                ),
                ("dataset_id", models.CharField(max_length=500)),
                ("offer", models.JSONField(help_text="the last offer on the table, as it travelled")),
                ("reason", models.CharField(blank=True, help_text="why it was terminated", max_length=500)),
                ("problem", models.CharField(blank=True, help_text="why it does not go on", max_length=1000)),
                ("waits_for_person", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
            ],
            options={
                "ordering": ["-created_at", "id"],
                "indexes": [models.Index(fields=["company", "peer_did", "dataset_id"], name="negotiation_about")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("peer_pid", ""), _negated=True),
                        fields=("company", "role", "peer_did", "peer_pid"),
                        name="negotiation_peer_pid_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["CONSUMER", "PROVIDER"])), name="negotiation_role"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["REQUESTED", "OFFERED", "ACCEPTED", "AGREED", "VERIFIED", "FINALIZED", "TERMINATED"],
                            )
                        ),
                        name="negotiation_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("role", models.CharField(choices=[("CONSUMER", "CONSUMER"), ("PROVIDER", "PROVIDER")], max_length=8)),
                ("agreement_id", models.CharField(help_text="@id on the wire", max_length=500)),
                ("peer_did", models.CharField(max_length=400)),
                ("dataset_id", models.CharField(max_length=500)),
                ("policy", models.JSONField(help_text="the ODRL agreement as it travelled")),
                ("assigner", models.CharField(max_length=400)),
                ("assignee", models.CharField(max_length=400)),
                ("agreed_at", models.DateTimeField()),
                ("finalized_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "negotiation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement",
                        to="dataspace.negotiation",
                    ),
                ),
            ],
            options={
                "ordering": ["-agreed_at", "id"],
                "indexes": [models.Index(fields=["company", "peer_did", "dataset_id"], name="agreement_about")],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "role", "agreement_id"), name="agreement_once"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["CONSUMER", "PROVIDER"])), name="agreement_role"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Peer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("did", models.CharField(max_length=400, unique=True)),
                ("name", models.CharField(blank=True, max_length=300)),
                (
                    "dsp_address",
                    models.CharField(blank=True, help_text="base of DSP 2025-1, no trailing slash", max_length=500),
                ),
                ("document", models.JSONField(blank=True, null=True)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.CharField(blank=True, max_length=500)),
                (
                    "node",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="core.node"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "did"],
            },
        ),
        migrations.CreateModel(
            name="SeenToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=400)),
                ("jti", models.CharField(help_text="SHA-256 of the claim", max_length=64)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("issuer", "jti"), name="token_used_once")],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("role", models.CharField(choices=[("CONSUMER", "CONSUMER"), ("PROVIDER", "PROVIDER")], max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Requested"),
                            ("STARTED", "Started"),
                            ("COMPLETED", "Completed"),
                            ("SUSPENDED", "Suspended"),
                            ("TERMINATED", "Terminated"),
                        ],
                        max_length=10,
                    ),
                ),
                ("peer_did", models.CharField(max_length=400)),
                ("peer_pid", models.CharField(blank=True, max_length=500)),
                ("callback_address", models.CharField(max_length=500)),
                ("dataset_id", models.CharField(max_length=500)),
                ("format", models.CharField(max_length=60)),
                ("query", models.JSONField(blank=True, default=dict, help_text="parameters of a pull")),
                (
                    "data_address",
                    models.BinaryField(help_text="the peer's data address, sealed by the vault", null=True),
                ),
                (
                    "token_hash",
                    models.CharField(blank=True, help_text="SHA-256 of the token we gave out", max_length=64),
                ),
                ("media_type", models.CharField(blank=True, max_length=120)),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                ("bytes_done", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("last_seq", models.PositiveBigIntegerField(default=0, help_text="last item pushed")),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("problem", models.CharField(blank=True, max_length=1000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="dataspace.agreement"
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "id"],
                "indexes": [models.Index(fields=["company", "peer_did", "dataset_id"], name="transfer_about")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("peer_pid", ""), _negated=True),
                        fields=("company", "role", "peer_did", "peer_pid"),
                        name="transfer_peer_pid_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["CONSUMER", "PROVIDER"])), name="transfer_role"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["REQUESTED", "STARTED", "COMPLETED", "SUSPENDED", "TERMINATED"])
                        ),
                        name="transfer_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedPush",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(help_text="Idempotency-Key of the sender", max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="received", to="dataspace.transfer"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("transfer", "key"), name="push_taken_once")],
            },
        ),
        migrations.CreateModel(
            name="PushItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(max_length=120)),
                ("body", models.BinaryField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=500)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="dataspace.transfer"
                    ),
                ),
            ],
            options={
                "ordering": ["seq"],
                "constraints": [models.UniqueConstraint(fields=("transfer", "seq"), name="push_seq_once")],
            },
        ),
        migrations.CreateModel(
            name="ProtocolMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("direction", models.CharField(choices=[("in", "In"), ("out", "Out")], max_length=3)),
                ("peer_did", models.CharField(max_length=400)),
                ("message_id", models.CharField(max_length=500)),
                ("type", models.CharField(max_length=60)),
                (
                    "path",
                    models.CharField(blank=True, help_text="outgoing: below the peer's base address", max_length=300),
                ),
                ("body", models.JSONField()),
                ("state_after", models.CharField(blank=True, max_length=10)),
                (
                    "status",
                    models.PositiveSmallIntegerField(blank=True, help_text="HTTP status of the answer", null=True),
                ),
                ("answer", models.JSONField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "negotiation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="dataspace.negotiation",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="dataspace.transfer",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("message_id", ""), _negated=True),
                        fields=("company", "direction", "peer_did", "message_id"),
                        name="message_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["in", "out"])), name="message_direction"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("CONSUMER", "CONSUMER"), ("PROVIDER", "PROVIDER")], help_text="our side", max_length=8
                    ),
                ),
                ("peer_did", models.CharField(max_length=400)),
                ("dataset_id", models.CharField(max_length=500)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("granted", "Granted"), ("refused", "Refused"), ("cut", "Cut"), ("failed", "Failed")],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("bytes", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.company"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="accesses", to="dataspace.agreement"
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="accesses", to="dataspace.transfer"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["company", "-at"], name="access_latest")],
            },
        ),
        migrations.CreateModel(
            name="CompanyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kid", models.CharField(help_text="fragment of the DID URL", max_length=100)),
                ("algorithm", models.CharField(max_length=10)),
                ("thumbprint", models.CharField(help_text="RFC 7638, SHA-256", max_length=64, unique=True)),
                ("public_jwk", models.JSONField()),
                ("sealed", models.BinaryField(help_text="private JWK, AES-256-GCM under the vault secret", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("current", "Current"), ("retired", "Retired"), ("revoked", "Revoked")],
                        default="current",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "successor_proof",
                    models.TextField(blank=True, help_text="JWS of the old key over the new thumbprint"),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.company",
                    ),
                ),
            ],
            options={
                "ordering": ["company_id", "-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "current")), fields=("company",), name="key_one_current"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("company", None), ("state", "current")),
                        fields=("state",),
                        name="key_one_current_of_node",
                    ),
                    models.UniqueConstraint(fields=("company", "kid"), name="key_kid_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed__isnull", False), ("state", "current")), ("sealed", None), _connector="OR"
                        ),
                        name="key_private_only_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "current"), ("retired_at__isnull", False), _connector="OR"),
                        name="key_retired_when",
                    ),
                ],
            },
        ),
    ]
