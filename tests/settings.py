"""Settings of the test run: a node in a folder of its own, quick password hashes, files static as they lie."""

import os
import tempfile

os.environ["VERBUND_HOME"] = tempfile.mkdtemp(prefix="verbund-test-")
os.environ.setdefault("VERBUND_INSECURE_LOOPBACK", "1")

from verbund.node.settings import *  # noqa: F403 the home must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 from the settings above
