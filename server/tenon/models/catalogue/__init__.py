"""The provider catalogue: entries as data, read and checked once."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import ValidationError

from tenon.models.catalogue.schema import CatalogueModel, CatalogueProvider, Kind, ParameterRule
from tenon.models.errors import ModelError, ProviderUnknown
from tenon.models.local.embeddings import folder_of

__all__ = [
    "BadCatalogue",
    "Catalogue",
    "CatalogueModel",
    "CatalogueProvider",
    "Kind",
    "ParameterRule",
    "arranged",
    "load",
]
_FOLDER = Path(__file__).parent
_ORDER = (
    "openai", "anthropic", "google", "deepseek", "tongyi", "zhipuai", "moonshot", "volcengine_maas", "siliconflow",
    "openrouter", "azure_openai", "bedrock", "vertex_ai", "mistralai", "cohere", "groq", "togetherai", "nvidia",
    "openai_api_compatible", "gpustack", "ollama", "xinference", "vllm", "localai", "jina", "huggingface_hub",
    "huggingface_tei", "hunyuan", "wenxin", "minimax", "spark", "baichuan", "stepfun", "yi", "zhinao", "novita",
)  # fmt: skip
_LAST = "local"
"""Comes after all others: it is the default only where nothing else is set up."""


class BadCatalogue(ModelError):
    """A provider entry breaks the rules; the message names file and place."""

    code, status = "bad_provider_entry", 500


class Catalogue:
    """All providers of this installation, in display order. `shown` are those that are offered; others still work."""

    def __init__(self, providers: Sequence[CatalogueProvider], shown: Sequence[str] | None = None) -> None:
        self._providers = {provider.provider: provider for provider in providers}
        self._aliases = {alias: p.provider for p in providers for alias in (*p.aliases, p.provider)}
        self._shown = list(self._providers) if shown is None else list(shown)

    def __iter__(self) -> Iterator[CatalogueProvider]:
        return (self._providers[name] for name in self._shown)

    @property
    def all(self) -> Sequence[CatalogueProvider]:
        """All providers, offered or not."""
        return list(self._providers.values())

    def arranged(self, pins: Sequence[str], includes: Sequence[str], excludes: Sequence[str]) -> "Catalogue":
        """The same with pinned providers first, and only those offered that the lists allow; pins always are."""
        first, only, never = (list(dict.fromkeys(self._known(names))) for names in (pins, includes, excludes))
        first = [name for name in first if name in self._shown]
        rest = [name for name in self._shown if (name in only or not includes) and name not in never]
        return Catalogue(self.all, [*first, *(name for name in rest if name not in first)])

    def _known(self, names: Sequence[str]) -> Iterator[str]:
        for name in names:
            if (found := self.find(name)) is not None:
                yield found.provider

    def resolve(self, name: str) -> CatalogueProvider:
        """The provider of a name such as `openai` or `langgenius/openai/openai`. Raises `ProviderUnknown`."""
        found = self.find(name)
        if found is None:
            raise ProviderUnknown(
                f'The model provider "{name}" is not available in this installation. Choose another model in the app, '
                'or add the same model under "OpenAI-API-compatible" in Settings > Model providers and choose that.',
                provider=name,
            )
        return found

    def find(self, name: str) -> CatalogueProvider | None:
        """The same without an error."""
        parts = name.strip().strip("/").lower().split("/")
        short = self._aliases.get(parts[-1].replace("-", "_")) if len(parts) in (1, 2, 3) else None
        return self._providers[short] if short is not None else None

    def model(self, provider: CatalogueProvider, name: str, kind: Kind) -> CatalogueModel | None:
        """A predefined model; dated and fine-tuned names give their base model."""
        known = {model.model: model for model in provider.models if model.model_type == kind}
        if name in known:
            return known[name]
        base = name.split(":")[1] if name.startswith("ft:") and ":" in name[3:] else name
        if base in known:
            return known[base]
        longest = max(
            (m for m in known if base.startswith(f"{m}-") and base[len(m) + 1 :][:4].isdigit()), key=len, default=""
        )
        return known.get(longest)


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """The shipped catalogue. Raises `BadCatalogue`."""
    files = sorted(_FOLDER.glob("providers/*.yaml"))
    providers = [read_provider(file.read_text("utf-8"), file.name) for file in files]
    rank = {name: index for index, name in enumerate(_ORDER)}
    providers.sort(key=lambda p: (p.provider == _LAST, rank.get(p.provider, len(rank)), p.provider))
    return Catalogue(providers, [p.provider for p in providers if not p.package or folder_of(p.package) is not None])


@lru_cache(maxsize=8)
def arranged(pins: str, includes: str, excludes: str) -> Catalogue:
    """The shipped catalogue as the operator wants it shown; names are comma separated."""
    lists = [[name.strip() for name in text.split(",") if name.strip()] for text in (pins, includes, excludes)]
    return load().arranged(*lists) if any(lists) else load()


def read_provider(text: str, name: str) -> CatalogueProvider:
    """An entry from YAML with its templates applied. Raises `BadCatalogue`."""
    try:
        raw = cast(dict[str, Any], _yaml(text))
        for form in ("provider_credential_schema", "model_credential_schema"):
            if raw.get(form):
                fields = raw[form].get("credential_form_schemas", [])
                raw[form]["credential_form_schemas"] = [_with_template(f, "use", _fields(), "variable") for f in fields]
        raw = {key: value for key, value in raw.items() if not key.startswith("x-")}
        raw["custom_rules"] = parameter_rules(raw.get("custom_rules", []))
        for model in raw.get("models", []):
            model["parameter_rules"] = parameter_rules(model.get("parameter_rules", []))
        provider = CatalogueProvider.model_validate(raw)
    except (yaml.YAMLError, ValidationError, KeyError, TypeError, AttributeError) as error:
        raise BadCatalogue(f"{name}: {error}") from error
    if not icon_file(provider.icon).is_file():
        raise BadCatalogue(f"{name}: there is no icon {provider.icon}")
    return provider


def parameter_rules(rules: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rules with their templates applied (MOD-SCH-17); what a rule says itself wins."""
    return [_with_template(rule, "use_template", _parameters(), "name", keep=True) for rule in rules]


def icon_file(icon: str) -> Path:
    """Where the picture of a provider is."""
    return _FOLDER / "icons" / icon


def _with_template(
    item: Mapping[str, Any], key: str, templates: Mapping[str, Any], name: str, *, keep: bool = False
) -> dict[str, Any]:
    template = item.get(key)
    if template is None:
        return dict(item)
    merged: dict[str, Any] = {name: template, **templates[template], **item}
    if not keep:
        del merged[key]
    return merged


def _yaml(text: str) -> Any:
    """YAML by the fast parser where PyYAML was built with it."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@lru_cache(maxsize=1)
def _parameters() -> dict[str, Any]:
    return _yaml((_FOLDER / "parameters.yaml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _fields() -> dict[str, Any]:
    return _yaml((_FOLDER / "fields.yaml").read_text("utf-8"))
