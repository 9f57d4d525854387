"""SIGKILL while documents are indexed: after the restart all are whole, and indexes and database agree.

A knowledge base of each kind is in work when the server is killed; `TENON_KILL_POINTS=20` kills it twenty times.
"""

import asyncio
import os
import random
from pathlib import Path
from typing import Any

from tenon.adapters.scripted_model.server import ScriptedModel
from tenon.domain.knowledge.maintenance import Maintenance
from tenon.settings import Settings
from tenon.wiring import build
from tests.fixtures.process import ServerProcess
from tests.knowledge.conftest import EMBEDDING

POINTS = int(os.environ.get("TENON_KILL_POINTS", "1"))
PARAGRAPHS = 500


async def states(process: ServerProcess, dataset_id: str) -> list[dict[str, Any]]:
    return (await process.call("GET", f"/datasets/{dataset_id}/documents?limit=100"))["data"]


async def test_nothing_is_lost_or_twice(
    process: ServerProcess, scripted: ScriptedModel, tmp_path: Path, database_url: str
) -> None:
    credentials = {"openai_api_key": "sk-test", "openai_api_base": scripted.url}
    path = "/workspaces/current/model-providers/openai/credentials"
    await process.call("POST", path, {"credentials": credentials})
    chance = random.Random(5)
    text = "\n\n".join(f"Paragraph {i} tells of thing number {i * 7}." for i in range(PARAGRAPHS))
    ids: list[str] = []
    for point in range(POINTS):
        for technique, model in (("high_quality", EMBEDDING), ("economy", {})):
            body = {
                "name": f"Base {point} {technique}",
                "text": {"name": "t", "text": text},
                "indexing_technique": technique,
                "process_rule": {"mode": "automatic"},
                **model,
            }
            made = await process.call("POST", "/datasets/init", body)
            ids.append(made["dataset"]["id"])
        await asyncio.sleep(chance.uniform(0.05, 1.2))
        await process.kill()
        await process.start()
    document: dict[str, Any] = {}
    for id in ids:
        for _ in range(1800):
            (document,) = await states(process, id)
            if document["indexing_status"] in ("completed", "error"):
                break
            await asyncio.sleep(0.05)
        assert (document["indexing_status"], document["segment_count"]) == ("completed", PARAGRAPHS), document
        found = await process.call("POST", f"/datasets/{id}/hit-testing", {"query": "thing number 2835"})
        assert "405" in found["records"][0]["segment"]["content"]
    await process.kill()
    container = build(
        Settings(database_url=database_url, data_dir=tmp_path / "check", secret_key="a secret key of tests only")
    )
    reports = await container.services.get(Maintenance).check()
    assert [(report.entries, report.problems) for report in reports] == [(PARAGRAPHS, [])] * len(ids)
    told: list[int] = []
    assert await container.services.get(Maintenance).reindex(None, lambda _, count: told.append(count)) == sum(told)
    assert [report.problems for report in await container.services.get(Maintenance).check()] == [[]] * len(ids)
    await container.stop()
