from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DataspaceConfig(AppConfig):
    name = "verbund.apps.dataspace"
    label = "dataspace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import nav, today
        from verbund.apps.core.registry import JobKind, jobs, outbox_handlers

        from . import audit, outgoing, outgoing_credentials, personal_data
        from . import jobs as work
        from .actions import _decide, credentials
        from .actions._messages import HANDLER
        from .actions.transfers import PUSH_HANDLER
        from .provider_files import FileProvider
        from .provider_profiles import ProfileProvider
        from .registry import dataset_providers
        from .waiting import tasks

        assert audit
        outbox_handlers.register(HANDLER, outgoing.send_message)
        outbox_handlers.register(PUSH_HANDLER, outgoing.send_push)
        outbox_handlers.register(credentials.HANDLER, outgoing_credentials.send)
        outbox_handlers.register(_decide.HANDLER, _decide.carry_out_later)
        jobs.register("dataspace.fetch", JobKind(run=work.fetch, title=_("Fetch data")))
        jobs.register("dataspace.refresh", JobKind(run=work.crawl, title=_("Visit catalogues")))
        jobs.register(
            "dataspace.crawl", JobKind(run=work.crawl_again, title=_("Visit catalogues"), every=work.CRAWL_EVERY)
        )
        jobs.register(
            "dataspace.expire", JobKind(run=work.expire, title=_("End what has expired"), every=work.EXPIRE_EVERY)
        )
        jobs.register("dataspace.tidy", JobKind(run=work.tidy, title=_("Tidy up"), every=timedelta(hours=1)))
        dataset_providers.register("file", FileProvider())
        dataset_providers.register("profile", ProfileProvider())
        personal_data.register()
        nav.add(nav.Page("work", "dataspace:room", _("Data room"), order=60, shown=nav.with_company))
        today.tasks.append(tasks)
