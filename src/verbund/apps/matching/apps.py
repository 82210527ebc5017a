from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "verbund.apps.matching"
    label = "matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import first, nav, today
        from verbund.apps.core.imports import import_targets
        from verbund.apps.core.registry import JobKind, jobs
        from verbund.apps.dataspace.registry import dataset_providers, receivers, watchers
        from verbund.apps.ecosystem.registry import company_sections
        from verbund.apps.position.registry import hand_over

        from . import (
            audit,  # noqa: F401 declares its events
            company_section,
            datasets,
            handed,
            panels,
            personal_data,
        )
        from . import jobs as work
        from .imports import OPPORTUNITIES

        company_sections.append(company_section.of_company)
        import_targets.register(OPPORTUNITIES.name, OPPORTUNITIES)
        dataset_providers.register("opportunity", datasets.OpportunityProvider())
        dataset_providers.register("contact", datasets.ContactProvider())
        receivers.register("contact", datasets.ContactReceiver())
        watchers.append(datasets.watch)
        jobs.register(
            "matching.refresh",
            JobKind(work.refresh, _("Look for partners"), every=work.REFRESH_EVERY, first=work.FIRST),
        )
        jobs.register("matching.fetch_contact", JobKind(work.fetch_contact, _("Fetch a contact")))
        personal_data.register()
        hand_over.append(handed.draft)
        first.suggestions.append(panels.first_suggestions)
        today.tasks.append(panels.tasks)
        today.panels.append(panels.suggestions)
        nav.add(
            nav.Page("find", "matching:find", _("Partners and offers"), order=10),
            nav.Page("find", "matching:own", _("Your needs and offers"), order=20, shown=nav.with_company),
            nav.Page("find", "matching:interests", _("Contacts"), order=30, shown=nav.with_company),
            nav.Page("find", "matching:review", _("Review"), order=40, shown=nav.centre),
        )
