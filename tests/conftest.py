"""What every test shares: no test depends on how fast the machine is."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("goalposts", deadline=None)
settings.load_profile("goalposts")
