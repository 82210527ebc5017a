from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationConfig(AppConfig):
    name = "verbund.apps.cooperation"
    label = "cooperation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import nav, today
        from verbund.apps.core.registry import JobKind, jobs, outbox_handlers
        from verbund.apps.dataspace.registry import (
            audiences,
            claims_providers,
            dataset_providers,
            key_watchers,
            receivers,
            withdrawals,
        )

        from . import audit, carrier, claims, datasets, kinds, personal_data, waiting
        from . import jobs as work
        from .actions import key_change
        from .actions import work as work_actions
        from .clauses import clause_of_term, texts_of_kinds

        assert audit
        charters, read = datasets.CharterProvider(), datasets.CharterReceiver()
        for prefix in ("charter", "draft"):
            dataset_providers.register(prefix, charters)
            receivers.register(prefix, read)
        dataset_providers.register("register", datasets.RegisterProvider())
        receivers.register("register", datasets.RegisterReceiver())
        claims_providers.append(claims.memberships)
        outbox_handlers.register(carrier.HANDLER, carrier.run)
        jobs.register(
            "cooperation.sync", JobKind(run=work.sync, title=_("Catch up with other members"), every=work.SYNC_EVERY)
        )
        jobs.register(
            "cooperation.recompute",
            JobKind(
                run=work.recompute, title=_("Compute side-effect reports again"), every=work.RECOMPUTE_EVERY,
                first=timedelta(hours=1),
            ),
        )  # fmt: skip
        personal_data.register()
        key_watchers.append(key_change.announce)
        withdrawals.append(work_actions.file_withdrawn)
        audiences.append(waiting.audiences)
        today.tasks.append(waiting.tasks)
        today.panels.append(waiting.panels)
        nav.add(nav.Page("agree", "cooperation:verbuende", _("Verbünde"), order=10, shown=nav.with_company))
        nav.add(nav.Page("work", "cooperation:running", _("Running Verbünde"), order=10, shown=nav.with_company))
        nav.add(nav.Page("agree", "cooperation:texts", _("Texts of side effects"), order=90, shown=nav.centre))
        kinds.clause_makers.append(clause_of_term)
        texts_of_kinds.append(kinds.clause_texts)
