import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("event", models.CharField(help_text="typed, e.g. cooperation.charter_signed", max_length=80)),
                ("actor", models.CharField(help_text="pseudonym of a person, or system, job, peer DID", max_length=80)),
                ("via", models.CharField(help_text="page, api, command, job, dsp", max_length=12)),
                ("prev_hash", models.CharField(blank=True, max_length=64)),
                ("payload_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["company_id", "seq"],
                "constraints": [models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="audit_seq_from_one")],
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=300)),
                (
                    "named",
                    models.BooleanField(default=True, help_text="False: the label was made from branch and place"),
                ),
                ("legal_form", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sme", "small or medium company"),
                            ("large", "large company"),
                            ("startup", "start-up"),
                            ("institute", "research institute"),
                            ("public", "public body"),
                            ("association", "association"),
                            ("school", "school or university"),
                        ],
                        default="sme",
                        max_length=12,
                    ),
                ),
                (
                    "hosting",
                    models.CharField(
                        choices=[("here", "on this node"), ("elsewhere", "on another node"), ("listed", "only listed")],
                        default="listed",
                        max_length=10,
                    ),
                ),
                ("claimed", models.BooleanField(default=False)),
                ("did", models.CharField(blank=True, max_length=400, null=True, unique=True)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("city", models.CharField(blank=True, max_length=120)),
                ("nuts3", models.CharField(blank=True, max_length=5)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("wz_code", models.CharField(blank=True, help_text="WZ 2008, e.g. 25.62", max_length=8)),
                (
                    "nace",
                    models.CharField(blank=True, help_text="NACE Rev. 2 class without dot, e.g. 2562", max_length=5),
                ),
                ("branch", models.CharField(blank=True, max_length=200)),
                ("employees_min", models.PositiveIntegerField(blank=True, null=True)),
                ("employees_max", models.PositiveIntegerField(blank=True, null=True)),
                ("founded", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("website", models.URLField(blank=True, max_length=300)),
                ("summary_de", models.TextField(blank=True)),
                ("summary_en", models.TextField(blank=True)),
                (
                    "provenance",
                    models.JSONField(blank=True, default=dict, help_text="file, row, mapping version, when, who"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [
                    models.Index(fields=["nace", "latitude", "longitude"], name="core_compan_nace_d46db7_idx"),
                    models.Index(
                        fields=["name", "id", "city", "kind", "nace", "employees_min", "latitude", "longitude"],
                        name="company_directory",
                    ),
                    models.Index(
                        fields=["city", "name", "id", "kind", "nace", "employees_min"], name="company_by_city"
                    ),
                    models.Index(condition=models.Q(("claimed", True)), fields=["id"], name="company_claimed"),
                    models.Index(fields=["city", "postcode", "latitude", "longitude"], name="company_places"),
                    models.Index(fields=["hosting"], name="core_compan_hosting_d09c40_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("latitude__isnull", True), ("latitude__range", (-90, 90)), _connector="OR"),
                        name="company_latitude",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("longitude__isnull", True), ("longitude__range", (-180, 180)), _connector="OR"
                        ),
                        name="company_longitude",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("employees_min__isnull", True),
                            ("employees_max__isnull", True),
                            ("employees_min__lte", models.F("employees_max")),
                            _connector="OR",
                        ),
                        name="company_employees",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hosting", "here"), _negated=True), ("did__isnull", False), _connector="OR"
                        ),
                        name="company_hosted_has_did",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnershipGroup",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="AuditPayload",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="core.auditentry",
                    ),
                ),
                ("salt", models.BinaryField(max_length=32)),
                ("data", models.JSONField()),
            ],
        ),
        migrations.AddField(
            model_name="auditentry",
            name="company",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="core.company"
            ),
        ),
        migrations.CreateModel(
            name="CompanyIdentifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scheme", models.CharField(max_length=60)),
                ("value", models.CharField(max_length=200)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identifiers", to="core.company"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("scheme", "value"), name="identifier_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("target", models.CharField(help_text="companies, relations, projects, …", max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField(default=1)),
                ("columns", models.JSONField(help_text="{target field: source column}")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "company",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="core.company"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "target", "name", "version"), name="mapping_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("company", None)),
                        fields=("target", "name", "version"),
                        name="mapping_of_node_version",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(help_text="registered job, e.g. core.import_file", max_length=100)),
                ("args", models.JSONField(default=dict)),
                (
                    "unique_key",
                    models.CharField(blank=True, help_text="at most one waiting job with this key", max_length=200),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("done_count", models.PositiveBigIntegerField(default=0)),
                ("total_count", models.PositiveBigIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("result", models.JSONField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("max_attempts", models.PositiveIntegerField(default=5)),
                ("cancel_asked", models.BooleanField(default=False)),
                ("not_before", models.DateTimeField()),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("leased_by", models.CharField(blank=True, max_length=80)),
                ("started_by", models.CharField(blank=True, help_text="pseudonym", max_length=80)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="core.company"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])), fields=["not_before"], name="job_due"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting"), models.Q(("unique_key", ""), _negated=True)),
                        fields=("unique_key",),
                        name="job_unique_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("target", models.CharField(max_length=40)),
                ("file_name", models.CharField(max_length=255)),
                (
                    "source",
                    models.CharField(help_text="identifier scheme of external ids, e.g. ihk-berlin", max_length=60),
                ),
                ("columns", models.JSONField(default=dict)),
                (
                    "options",
                    models.JSONField(default=dict, help_text="format, encoding, separator, decimal marks, country"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preview", "Preview"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="preview",
                        max_length=10,
                    ),
                ),
                ("rows_read", models.PositiveBigIntegerField(default=0)),
                ("created_count", models.PositiveBigIntegerField(default=0)),
                ("updated_count", models.PositiveBigIntegerField(default=0)),
                ("unchanged_count", models.PositiveBigIntegerField(default=0)),
                ("quarantined_count", models.PositiveBigIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("started_by", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="core.company"
                    ),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="core.importmapping"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="core.job"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("base_url", models.CharField(help_text="without trailing slash", max_length=300, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("did", models.CharField(blank=True, max_length=400, null=True, unique=True)),
                ("is_self", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("crawled_at", models.DateTimeField(blank=True, null=True)),
                ("crawl_error", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_self", True)), fields=("is_self",), name="node_one_self"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="company",
            name="node",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="core.node"),
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handler", models.CharField(help_text="who knows how to send it, e.g. dataspace.dsp", max_length=60)),
                ("stream", models.CharField(help_text="messages of one stream leave in order", max_length=200)),
                ("payload", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("not_before", models.DateTimeField()),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("leased_by", models.CharField(blank=True, max_length=80)),
                ("last_error", models.CharField(blank=True, max_length=1000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        help_text="who sends", on_delete=django.db.models.deletion.CASCADE, to="core.company"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["not_before", "id"], name="outbox_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["stream", "id"], name="outbox_stream"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="company",
            name="owner_group",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="core.ownershipgroup"
            ),
        ),
        migrations.CreateModel(
            name="QuarantinedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveBigIntegerField(help_text="1 is the first row after the header")),
                ("data", models.JSONField()),
                ("problems", models.JSONField(help_text="[{column, code, reason, remedy}]")),
                ("mended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quarantine", to="core.importrun"
                    ),
                ),
            ],
            options={
                "ordering": ["row"],
                "constraints": [models.UniqueConstraint(fields=("run", "row"), name="quarantine_row_once")],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=255)),
                ("media_type", models.CharField(default="application/octet-stream", max_length=120)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "path",
                    models.CharField(help_text="relative to the node's files folder", max_length=200, unique=True),
                ),
                (
                    "origin",
                    models.CharField(blank=True, help_text="upload, or the agreement it came under", max_length=300),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "company",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="core.company"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="file_sha256")
                ],
            },
        ),
        migrations.AddField(
            model_name="importrun",
            name="file",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="core.storedfile"
            ),
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
                (
                    "company",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="core.company"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            "company",
                            models.Value(
                                uuid.UUID("00000000-0000-0000-0000-000000000000"), output_field=models.UUIDField()
                            ),
                        ),
                        name="audit_head_once",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(fields=("company", "seq"), name="audit_seq_once"),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("company", None)), fields=("seq",), name="audit_node_seq_once"
            ),
        ),
    ]
