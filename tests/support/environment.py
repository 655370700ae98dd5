"""The environment in which a command finds the warehouse of a test."""

from __future__ import annotations

import pytest

from pipeline.runtime.settings import Settings

# The helper forks, and a fork of a process with threads may hang.
ONE_THREAD = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
}  # fmt: skip


def leads_to(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for role, url in settings.warehouse_urls.items():
        monkeypatch.setenv(f"CAMPAIGN_WAREHOUSE_URL_{role.upper()}", url)
    monkeypatch.setenv("CAMPAIGN_HOME", str(settings.home))
    monkeypatch.setenv("CAMPAIGN_POLICIES", str(settings.policies_dir))
    monkeypatch.setenv("CAMPAIGN_HASH_KEY", settings.hash_key.hex())
    monkeypatch.setenv("CAMPAIGN_CIPHER_KEY", settings.cipher_key.hex())
