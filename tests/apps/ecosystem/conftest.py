import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_cache():
    """Counts and places are kept for a minute; every test begins without them."""
    cache.clear()
    yield
    cache.clear()
