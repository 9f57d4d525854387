"""What a provider entry may say (MOD-SCH). The same types serve entries that plugins bring."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal["llm", "text-embedding", "rerank", "speech2text", "tts", "moderation", "text2img"]
Feature = Literal[
    "agent-thought", "vision", "tool-call", "multi-tool-call", "stream-tool-call",
    "document", "video", "audio", "structured-output",
]  # fmt: skip
FormType = Literal["text-input", "secret-input", "select", "radio", "switch"]
Counted = Literal["token", "search", "second", "character", "text", "picture"]
Method = Literal["predefined-model", "customizable-model", "fetch-from-remote"]


class Strict(BaseModel):
    """Unknown members are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """A text in two languages; Chinese falls back to English."""

    en_US: str
    zh_Hans: str = ""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"en_US": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _fall_back(self) -> Self:
        if not self.zh_Hans:
            object.__setattr__(self, "zh_Hans", self.en_US)
        return self


class ShowOn(Strict):
    """A field is shown only while another has this value."""

    variable: str
    value: str


class FormOption(Strict):
    """A choice of a `select` or `radio`."""

    value: str
    label: Words
    show_on: list[ShowOn] = []


class FormField(Strict):
    """A field of a credential form (MOD-SCH-07)."""

    variable: str
    label: Words
    type: FormType
    required: bool = False
    default: str | None = None
    options: list[FormOption] = []
    placeholder: Words | None = None
    help: Words | None = None
    max_length: int = 0
    show_on: list[ShowOn] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.type in ("select", "radio"):
            values = [option.value for option in self.options]
            if not values or len(set(values)) != len(values):
                raise ValueError(f"{self.variable}: options are missing or doubled")
            if self.default is not None and self.default not in values:
                raise ValueError(f"{self.variable}: the default is none of the options")
        elif self.options:
            raise ValueError(f"{self.variable}: only select and radio have options")
        return self


class CredentialForm(Strict):
    """The form of a provider's credential."""

    credential_form_schemas: list[FormField] = []


class ModelField(Strict):
    """How the field for a custom model's name is labelled."""

    label: Words
    placeholder: Words | None = None


class ModelForm(CredentialForm):
    """The form of a custom model; type and name come first without being declared."""

    model: ModelField = ModelField(label=Words(en_US="Model name", zh_Hans="模型名称"))


class ParameterRule(Strict):
    """A parameter of a model (MOD-SCH-16), its template already applied."""

    name: str
    use_template: str | None = None
    label: Words
    type: Literal["int", "float", "string", "boolean", "text"]
    help: Words | None = None
    required: bool = False
    default: Any = None
    min: float | None = None
    max: float | None = None
    precision: int | None = None
    options: list[str] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.options and self.type != "string":
            raise ValueError(f"{self.name}: only string parameters have options")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"{self.name}: min is above max")
        if self._outside(self.default):
            raise ValueError(f"{self.name}: the default is outside min and max")
        return self

    def _outside(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return (self.min is not None and value < self.min) or (self.max is not None and value > self.max)


class Prices(Strict):
    """Prices per `unit` of what `per` names, tokens if nothing is said (MOD-SCH-19): 0.000001 for a million tokens.

    A `search` is one question with up to 100 documents; `character` is one of the text spoken, `second` of the sound.
    """

    input: Decimal
    output: Decimal = Decimal(0)
    unit: Decimal = Decimal("0.000001")
    per: Counted = "token"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"


class VoiceEntry(Strict):
    """A voice: its id on the wire, its name, and the languages it speaks (BCP 47)."""

    mode: str
    name: str
    language: list[str] = []


class Properties(Strict):
    """Figures of a model (MOD-SCH-11)."""

    mode: Literal["chat", "completion"] | None = None
    context_size: Annotated[int, Field(gt=0)] | None = None
    max_chunks: Annotated[int, Field(gt=0)] | None = None
    file_upload_limit: Annotated[int, Field(gt=0)] | None = None
    supported_file_extensions: str | None = None
    default_voice: str | None = None
    voices: list[VoiceEntry] = []
    word_limit: Annotated[int, Field(gt=0)] | None = None
    audio_type: str | None = None
    max_workers: Annotated[int, Field(gt=0)] | None = None
    max_characters_per_chunk: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _voices(self) -> Self:
        names = [voice.mode for voice in self.voices]
        if len(set(names)) != len(names):
            raise ValueError("a voice is there twice")
        if self.default_voice and names and self.default_voice not in names:
            raise ValueError(f"the default voice {self.default_voice} is none of the voices")
        return self


COUNTED: dict[Kind, tuple[Counted, ...]] = {
    "rerank": ("search",), "speech2text": ("second",), "tts": ("character",), "moderation": ("text",),
    "text2img": ("picture",),
}  # fmt: skip
"""What the calls of a kind are counted in, besides tokens."""


class Wiring(Strict):
    """What differs on the wire for one model or all of a provider; see `protocols.openai_wire.Dialect`."""

    max_tokens: Literal["max_tokens", "max_completion_tokens"] | None = None
    stream_options: bool | None = None
    streaming: bool | None = None
    system_role: Literal["system", "developer", "user"] | None = None
    echo_reasoning: bool | None = None
    send_user: bool | None = None
    api: Literal["chat", "responses"] | None = None
    purpose: list[str] = []
    """The field that tells documents from queries to an embedding model, and its two values."""
    encoding_format: bool | None = None
    picture: bool | None = None
    """Whether a model that draws is asked for the picture itself; without it the server decides."""
    picture_fields: list[str] = []
    """The names of size and number when they differ."""
    parameters: dict[str, "Place"] = {}


class Place(Strict):
    """Where a parameter goes: a dotted path in the body (empty: nowhere), and values to replace."""

    path: str
    values: dict[str, Any] = {}


class CatalogueModel(Strict):
    """A predefined model (MOD-SCH-10)."""

    model: str
    label: Words
    model_type: Kind
    features: list[Feature] = []
    model_properties: Properties = Properties()
    parameter_rules: list[ParameterRule] = []
    pricing: Prices | None = None
    deprecated: bool = False
    wire: Wiring = Wiring()

    @model_validator(mode="before")
    @classmethod
    def _label(cls, value: Any) -> Any:
        return {"label": value.get("model", ""), **value} if isinstance(value, dict) else value  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        properties = self.model_properties
        if self.model_type == "llm" and (properties.mode is None or properties.context_size is None):
            raise ValueError(f"{self.model}: mode and context_size are needed")
        if self.model_type == "text-embedding" and (properties.context_size is None or properties.max_chunks is None):
            raise ValueError(f"{self.model}: context_size and max_chunks are needed")
        names = [rule.name for rule in self.parameter_rules]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.model}: a parameter is there twice")
        if self.pricing is not None and self.pricing.per not in ("token", *COUNTED.get(self.model_type, ())):
            raise ValueError(f"{self.model}: a {self.model_type} model has no price per {self.pricing.per}")
        return self


class Connection(Strict):
    """How credentials become an address.

    `base_url` is where the vendor is; the credential named by `url_field` takes its place. `suffixes` are tried in
    order when the address typed in has no path such as `/v1`; `suffix_by_kind` takes their place for some kinds.
    `alternatives` are other addresses by the value of a field, `bases` those of some kinds. Addresses and `paths`,
    which follow them, may name fields as `{aws_region}`, and `{model}`. `query` and `headers` name the credential
    whose value they carry; `model_field` the one that has the name on the wire. The key is sent as `key_prefix`
    and key in `key_header`; without a header it is not sent, and `sign` makes the proof.
    """

    base_url: str = ""
    url_field: str = ""
    key_field: str = ""
    suffixes: list[str] = []
    suffix_by_kind: dict[Kind, str] = {}
    bases: dict[Kind, str] = {}
    paths: dict[Kind, str] = {}
    path: str = ""
    query: dict[str, str] = {}
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    sign: Literal["", "aws-bedrock", "aws-sagemaker", "google", "tencent", "volcengine"] = ""
    alternatives: dict[str, dict[str, str]] = {}
    headers: dict[str, str] = {}
    fixed_headers: dict[str, str] = {}
    model_field: str = ""


class Check(Strict):
    """How a provider's credential is tried out: a free GET, and a model to ask when there is no such address."""

    get: str = ""
    model: str = ""
    kind: Kind = "llm"


class CatalogueProvider(Strict):
    """A whole provider entry. `protocols` are those of the kinds that speak another one than `protocol`.

    With a `package` the models are in that Python package: they need no credential and no address, and are offered
    where it is installed.
    """

    provider: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    aliases: list[str] = []
    label: Words
    description: Words
    icon: str
    background: str = ""
    help_title: Words | None = None
    help_url: Words | None = None
    supported_model_types: list[Kind]
    configurate_methods: list[Method]
    provider_credential_schema: CredentialForm | None = None
    model_credential_schema: ModelForm | None = None
    package: str = ""
    protocol: str = "openai"
    protocols: dict[Kind, str] = {}
    connection: Connection = Connection()
    check: Check = Check()
    wire: Wiring = Wiring()
    custom_rules: list[ParameterRule] = []
    models: list[CatalogueModel] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        methods = set(self.configurate_methods)
        formed = self.provider_credential_schema is not None or self.package
        if "predefined-model" in methods and (not self.models or not formed):
            raise ValueError("predefined models need a list of models and a provider form")
        if not self.package and not (self.connection.url_field and self.connection.key_field):
            raise ValueError("the connection needs url_field and key_field")
        if ("customizable-model" in methods) != (self.model_credential_schema is not None):
            raise ValueError("customizable-model and model_credential_schema belong together")
        names = [(model.model_type, model.model) for model in self.models]
        if len(set(names)) != len(names):
            raise ValueError("a model is there twice")
        unknown = {model.model_type for model in self.models} - set(self.supported_model_types)
        if unknown:
            raise ValueError(f"models of kinds that are not supported: {sorted(unknown)}")
        for form in (self.provider_credential_schema, self.model_credential_schema):
            self._check_form(form)
        return self

    def wire_of(self, kind: Kind) -> str:
        """The protocol that models of a kind speak."""
        return self.protocols.get(kind, self.protocol)

    def _check_form(self, form: CredentialForm | None) -> None:
        if form is None:
            return
        fields = form.credential_form_schemas
        names = [field.variable for field in fields]
        if len(set(names)) != len(names):
            raise ValueError("a form field is there twice")
        where = self.connection
        used = {where.url_field, where.key_field, *where.headers.values(), *where.query.values()}
        missing = used - set(names)
        if missing:
            raise ValueError(f"the connection uses fields that the form does not have: {sorted(missing)}")
        for field in fields:
            for condition in field.show_on:
                if condition.variable not in names and condition.variable not in ("__model_type", "model_type"):
                    raise ValueError(f"{field.variable}: shown on an unknown field {condition.variable}")
