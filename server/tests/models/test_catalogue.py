"""Every shipped entry obeys the rules; wrong entries are refused; names are found in every spelling."""

import re
from xml.etree import ElementTree

import pytest
import yaml

from tenon.models.catalogue import BadCatalogue, Catalogue, CatalogueProvider, icon_file, load, read_provider
from tenon.models.catalogue.bind import addresses, endpoint, form_problems
from tenon.models.catalogue.facts import custom_facts, dialect_of, facts_of
from tenon.models.catalogue.schema import CatalogueModel, Words
from tenon.models.errors import ModelBadRequest, ProviderNotConfigured

CATALOGUE = load()
PROVIDERS = CATALOGUE.all
NAMES = [provider.provider for provider in PROVIDERS]
WANTED = [
    "openai",
    "anthropic",
    "azure_openai",
    "google",
    "vertex_ai",
    "nvidia",
    "nvidia_nim",
    "triton_inference_server",
    "bedrock",
    "openrouter",
    "cohere",
    "togetherai",
    "ollama",
    "mistralai",
    "groq",
    "replicate",
    "huggingface_hub",
    "xinference",
    "zhipuai",
    "baichuan",
    "spark",
    "minimax",
    "tongyi",
    "wenxin",
    "moonshot",
    "tencent",
    "stepfun",
    "volcengine_maas",
    "yi",
    "zhinao",
    "azure_ai_studio",
    "deepseek",
    "hunyuan",
    "siliconflow",
    "jina",
    "chatglm",
    "openllm",
    "localai",
    "openai_api_compatible",
    "perfxcloud",
    "leptonai",
    "novita",
    "sagemaker",
    "huggingface_tei",
    "gpustack",
    "vllm",
    "local",
]
"""Every row of the list of providers; Xinference serves two of them."""
ENTRY = """
provider: riverside
label: {en_US: Riverside, zh_Hans: 河畔}
description: x
icon: openai.svg
supported_model_types: [llm]
configurate_methods: [predefined-model]
provider_credential_schema: {credential_form_schemas: [{use: api_key, variable: api_key}, {use: endpoint_url}]}
connection: {base_url: "https://api.riverside.example/v1", url_field: endpoint_url, key_field: api_key}
models:
  - {model: reed-large, model_type: llm, model_properties: {mode: chat, context_size: 128000}}
"""


def test_all_providers_are_there() -> None:
    assert set(WANTED) <= set(NAMES)
    assert NAMES[-1] == "local", "what needs no key is the default only where nothing else is set up"


def test_packages_are_offered_where_they_are_installed() -> None:
    shown = [provider.provider for provider in Catalogue(PROVIDERS, ["openai"]).arranged(["local"], [], [])]
    assert shown == ["openai"]


@pytest.mark.parametrize("provider", PROVIDERS, ids=NAMES)
def test_entries(provider: CatalogueProvider) -> None:
    assert re.search(r"[一-鿿]", provider.description.zh_Hans)
    root = ElementTree.fromstring(icon_file(provider.icon).read_text("utf-8"))
    assert root.tag.endswith("svg")
    assert root.attrib["viewBox"] == "0 0 48 48"
    forms = [form for form in (provider.provider_credential_schema, provider.model_credential_schema) if form]
    assert bool(provider.package) != bool(forms)
    for form in forms:
        names = [field.variable for field in form.credential_form_schemas]
        assert provider.connection.url_field in names, "the address can be replaced"
        key = next(field for field in form.credential_form_schemas if field.variable == provider.connection.key_field)
        assert key.type == "secret-input"
        assert all(f.type == "secret-input" for f in form.credential_form_schemas if "key" in f.variable)
    if "predefined-model" in provider.configurate_methods and not provider.package:
        assert provider.check.get or provider.check.model
        assert addresses(provider, {})[0].startswith("https://")
    if provider.check.model:
        assert CATALOGUE.model(provider, provider.check.model, provider.check.kind) is not None


@pytest.mark.parametrize(
    "model", [model for provider in PROVIDERS for model in provider.models], ids=lambda m: f"{m.model_type}:{m.model}"
)
def test_models(model: CatalogueModel) -> None:
    if model.model_type == "llm":
        facts = facts_of(model)
        assert facts.max_output is not None
        assert facts.max_output <= facts.context_size
        rules = {rule["name"]: rule for rule in facts.parameters}
        assert "max_tokens" in rules
        assert all(rule["label"]["en_US"] and rule["label"]["zh_Hans"] for rule in rules.values())


def test_templates_fill_what_a_rule_leaves_out() -> None:
    entry = ENTRY.replace(
        "context_size: 128000}}",
        "context_size: 9}, parameter_rules: [{use_template: temperature},"
        " {use_template: max_tokens, max: 9, default: 9}]}",
    )
    temperature, longest = read_provider(entry, "x").models[0].parameter_rules
    assert (temperature.name, temperature.type, temperature.min, temperature.max) == ("temperature", "float", 0.0, 1.0)
    assert temperature.precision == 2
    assert (longest.name, longest.max, longest.min) == ("max_tokens", 9, 1)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("provider: riverside", "provider: River Side", "pattern"),
        ("label: {en_US: Riverside, zh_Hans: 河畔}", "label: {zh_Hans: 河畔}", "en_US"),
        ("icon: openai.svg", "icon: none.svg", "no icon"),
        ("supported_model_types: [llm]", "supported_model_types: [rerank]", "not supported"),
        ("context_size: 128000", "context_size: 0", "context_size"),
        ("{mode: chat, context_size: 128000}", "{}", "context_size"),
        ("key_field: api_key", "key_field: other", "other"),
        ("use: api_key,", "use: nothing,", "nothing"),
        ("models:", "models: []\nother:", "other"),
        ("provider: riverside", "provider: riverside\nsurprise: 1", "surprise"),
        ("model_type: llm,", "model_type: poem,", "model_type"),
        ("provider: riverside", "{", "riverside.yaml"),
    ],
)
def test_wrong_entries_are_refused_with_the_place(old: str, new: str, text: str) -> None:
    assert read_provider(ENTRY, "riverside.yaml").provider == "riverside"
    with pytest.raises(BadCatalogue, match=re.escape(text)) as caught:
        read_provider(ENTRY.replace(old, new, 1), "riverside.yaml")
    assert "riverside.yaml" in caught.value.message


def test_chinese_falls_back_to_english() -> None:
    assert Words(en_US="Name").zh_Hans == "Name"
    assert Words.model_validate("Name").zh_Hans == "Name"


@pytest.mark.parametrize("name", WANTED)
def test_spellings(name: str) -> None:
    for spelling in (name, f"langgenius/{name}/{name}", f"langgenius/{name}", name.upper(), f"/{name}/"):
        assert CATALOGUE.resolve(spelling).provider == name


@pytest.mark.parametrize("name", ["langgenius/riverside/riverside", "poems", "", "a/b/c/openai"])
def test_unknown_providers_name_themselves(name: str) -> None:
    with pytest.raises(ProviderNotConfigured, match="OpenAI-API-compatible") as caught:
        CATALOGUE.resolve(name)
    assert f'"{name}"' in caught.value.message
    assert caught.value.code == "provider_not_initialize"


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("gpt-4o", "gpt-4o"), ("gpt-4o-2024-11-20", "gpt-4o"), ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("ft:gpt-4o-mini:acme::abc", "gpt-4o-mini"), ("gpt-99", None), ("gpt-4o-turbo", None),
    ],
)  # fmt: skip
def test_dated_and_tuned_names_have_the_facts_of_their_base(name: str, base: str | None) -> None:
    found = CATALOGUE.model(CATALOGUE.resolve("openai"), name, "llm")
    assert (found.model if found else None) == base


@pytest.mark.parametrize(
    ("provider", "typed", "expected"),
    [
        ("gpustack", "http://h:80", ["http://h:80/v1", "http://h:80/v1-openai"]),
        ("gpustack", "http://h/v1-openai/", ["http://h/v1-openai"]),
        ("ollama", "http://h:11434", ["http://h:11434"]),
        ("ollama", "http://h:11434/v1/", ["http://h:11434/v1"]),
        ("openai_api_compatible", "http://h", ["http://h", "http://h/v1"]),
        ("openai_api_compatible", "http://h/v1/chat/completions", ["http://h/v1"]),
        ("openai_api_compatible", "http://h/api/v3", ["http://h/api/v3"]),
        ("zhipuai", "", ["https://open.bigmodel.cn/api/paas/v4"]),
        ("vllm", "", []),
        ("anthropic", "http://h/v1/messages", ["http://h/v1"]),
        ("vertex_ai", "", ["https://us-central1-aiplatform.googleapis.com/v1/projects//locations/us-central1"]),
        ("bedrock", "", ["https://bedrock-runtime.us-east-1.amazonaws.com"]),
    ],
)
def test_addresses(provider: str, typed: str, expected: list[str]) -> None:
    entry = CATALOGUE.resolve(provider)
    assert addresses(entry, {entry.connection.url_field: typed}) == expected


def test_other_addresses_headers_and_wire_names() -> None:
    tongyi = CATALOGUE.resolve("tongyi")
    assert "dashscope-intl" in addresses(tongyi, {"use_international_endpoint": "true"})[0]
    values = {"openai_api_key": " sk-x ", "openai_organization": "org-1"}
    headers = endpoint(CATALOGUE.resolve("openai"), "gpt-4o", "llm", values).headers
    assert headers == {"Authorization": "Bearer sk-x", "OpenAI-Organization": "org-1"}
    values = {"server_url": "http://h:9997", "model_uid": "uid-1"}
    assert endpoint(CATALOGUE.resolve("xinference"), "qwen", "llm", values).model == "uid-1"
    older = {"endpoint_url": "http://h/v1-openai"}
    assert endpoint(CATALOGUE.resolve("gpustack"), "m", "rerank", older).base_url == "http://h/v1"
    assert endpoint(CATALOGUE.resolve("gpustack"), "m", "llm", older).base_url == "http://h/v1-openai"


def test_addresses_that_are_made_of_fields() -> None:
    azure = endpoint(
        CATALOGUE.resolve("azure_openai"), "my gpt", "llm",
        {"openai_api_base": "https://x.example/", "openai_api_key": "k", "openai_api_version": "2024-10-21"},
    )  # fmt: skip
    assert azure.base_url == "https://x.example/openai/deployments/my%20gpt"
    assert (azure.query, azure.headers) == ("?api-version=2024-10-21", {"api-key": "k"})
    nvidia = CATALOGUE.resolve("nvidia")
    rerank = endpoint(nvidia, "nvidia/llama-3.2-nv-rerankqa-1b-v2", "rerank", {"api_key": "k"})
    assert rerank.base_url == "https://ai.api.nvidia.com/v1/retrieval/nvidia/llama-3_2-nv-rerankqa-1b-v2"
    assert endpoint(nvidia, "m", "llm", {"api_key": "k"}).base_url == "https://integrate.api.nvidia.com/v1"
    vertex = CATALOGUE.resolve("vertex_ai")
    values = {"vertex_project_id": "p", "vertex_location": "global", "vertex_service_account_key": '{\n"a": 1}'}
    where = endpoint(vertex, "gemini-2.5-pro", "llm", values)
    assert where.base_url == "https://aiplatform.googleapis.com/v1/projects/p/locations/global"
    assert "Authorization" not in where.headers
    assert where.secrets == ('{\n"a": 1}',)
    speech = endpoint(CATALOGUE.resolve("tongyi"), "qwen-tts", "tts", {"dashscope_api_key": "k"})
    assert speech.base_url == "https://dashscope.aliyuncs.com/api/v1"
    lepton = endpoint(CATALOGUE.resolve("leptonai"), "llama3-1-8b", "llm", {"api_key": "k"})
    assert lepton.base_url == "https://llama3-1-8b.lepton.run/api/v1"


def test_keys_that_no_header_can_carry_are_refused() -> None:
    for key in ("sk-\n1", "钥匙", "sk\x00"):
        with pytest.raises(ModelBadRequest, match="Copy it again") as caught:
            endpoint(CATALOGUE.resolve("openai"), "gpt-4o", "llm", {"openai_api_key": key})
        assert key not in caught.value.message


def test_facts_of_custom_models() -> None:
    compatible = CATALOGUE.resolve("openai_api_compatible")
    plain = custom_facts(compatible, None, {"context_size": "8192"})
    assert (plain.context_size, plain.vision, plain.tool_call, plain.mode) == (8192, False, False, "chat")
    assert "json_schema" not in [rule["name"] for rule in plain.parameters]
    values = {
        "context_size": "nonsense", "vision_support": "support", "function_calling_type": "function_call",
        "structured_output_support": "supported", "mode": "completion", "max_tokens_to_sample": "100",
    }  # fmt: skip
    full = custom_facts(compatible, None, values)
    assert (full.context_size, full.vision, full.tool_call, full.json_schema, full.mode) == (
        4096,
        True,
        True,
        True,
        "completion",
    )
    longest = next(rule for rule in full.parameters if rule["name"] == "max_tokens")
    assert (longest["max"], longest["default"]) == (100, 100)
    ollama = custom_facts(
        CATALOGUE.resolve("ollama"), None, {"vision_support": "true", "function_call_support": "false"}
    )
    assert (ollama.vision, ollama.tool_call) == (True, False)


def test_dialects() -> None:
    openai = CATALOGUE.resolve("openai")
    instruct = CATALOGUE.model(openai, "gpt-3.5-turbo-instruct", "llm")
    assert instruct is not None
    assert dialect_of([openai.wire], {}).max_tokens == "max_completion_tokens"
    assert dialect_of([openai.wire, instruct.wire], {}).max_tokens == "max_tokens"
    zhipu = dialect_of([CATALOGUE.resolve("zhipuai").wire], {})
    assert zhipu.parameters["thinking"].path == "thinking.type"
    assert zhipu.parameters["thinking"].values["true"] == "enabled"


def test_forms() -> None:
    form = CATALOGUE.resolve("openai_api_compatible").model_credential_schema
    assert form is not None
    fields = form.credential_form_schemas
    assert form_problems(fields, {"endpoint_url": "http://x", "context_size": "4096"}, "llm") == []
    problems = form_problems(fields, {"context_size": "-1", "mode": "poem"}, "llm")
    assert len(problems) == 3
    assert form_problems(fields, {"endpoint_url": "x", "context_size": "1", "mode": "poem"}, "rerank") == []


def test_the_shared_pieces_are_all_used() -> None:
    folder = icon_file("x").parents[1]
    text = "".join(file.read_text("utf-8") for file in folder.glob("providers/*.yaml"))
    for name in yaml.safe_load((folder / "fields.yaml").read_text("utf-8")):
        assert f"use: {name}" in text, name
    for name in yaml.safe_load((folder / "parameters.yaml").read_text("utf-8")):
        assert f"use_template: {name}" in text, name
    assert {file.name for file in (folder / "icons").iterdir()} == {provider.icon for provider in PROVIDERS}
