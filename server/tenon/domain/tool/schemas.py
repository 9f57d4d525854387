"""Bodies of the tool routes."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from tenon.kit.shapes import Shape
from tenon.tools.declaration import ToolDeclaration
from tenon.tools.provider import CredentialField, Label

ProviderType = Literal["builtin", "api", "workflow", "mcp"]
AuthType = Literal["none", "api_key_header", "api_key_query", "basic", "bearer"]


def _as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else "" if value is None else value


type FormValues = Annotated[
    dict[str, Annotated[str, BeforeValidator(_as_text), Field(max_length=65_536)]], Field(max_length=100)
]
Name = Annotated[str, Field(min_length=1, max_length=255)]
Labels = Annotated[list[Label], Field(max_length=16)]


class Icon(Shape):
    """An emoji on a colour."""

    content: str = Field(default="🔧", max_length=64)
    background: str = Field(default="#E4E7EC", max_length=32)


class Option(Shape):
    """A choice of a field."""

    value: str
    label: dict[str, str]


class CredentialFieldOut(Shape):
    """A field of a credential form."""

    name: str
    type: str
    label: dict[str, str]
    required: bool
    default: str | None
    options: list[Option]
    placeholder: dict[str, str]
    help: dict[str, str]
    url: str

    @staticmethod
    def of(field: CredentialField) -> "CredentialFieldOut":
        """A declared field on the wire."""
        return CredentialFieldOut(
            name=field.name,
            type=field.type,
            label=dict(field.label),
            required=field.required,
            default=field.default,
            options=[Option(value=option.value, label=dict(option.label)) for option in field.options],
            placeholder=dict(field.placeholder),
            help=dict(field.help),
            url=field.url,
        )


class ToolParameterOut(Shape):
    """A parameter of a tool. With `form` "llm" a model fills it, with "form" the builder does."""

    name: str
    type: str
    label: dict[str, str]
    form: str
    required: bool
    default: Any
    options: list[Option]
    min: float | None
    max: float | None
    human_description: dict[str, str]
    llm_description: str
    placeholder: dict[str, str]


class ToolItem(Shape):
    """A tool."""

    name: str
    label: dict[str, str]
    description: dict[str, str]
    llm_description: str
    parameters: list[ToolParameterOut]
    output_schema: dict[str, Any] | None

    @staticmethod
    def of(tool: ToolDeclaration) -> "ToolItem":
        """A declared tool on the wire."""
        return ToolItem(
            name=tool.name,
            label=dict(tool.label),
            description=dict(tool.human_description),
            llm_description=tool.llm_description,
            parameters=[
                ToolParameterOut(
                    name=entry.name,
                    type=entry.type,
                    label=dict(entry.label),
                    form=entry.form,
                    required=entry.required,
                    default=entry.default,
                    options=[Option(value=option.value, label=dict(option.label)) for option in entry.options],
                    min=entry.minimum,
                    max=entry.maximum,
                    human_description=dict(entry.human_description),
                    llm_description=entry.llm_description,
                    placeholder=dict(entry.placeholder),
                )
                for entry in tool.parameters
            ],
            output_schema=dict(tool.output_schema) if tool.output_schema is not None else None,
        )


class CredentialOut(Shape):
    """A credential; secrets are masked."""

    id: UUID
    name: str
    current: bool
    masked: dict[str, str]


class ToolProvider(Shape):
    """A provider with its tools. `icon` is an address or an emoji; `authorized`: it can be used at once."""

    id: str
    type: ProviderType
    name: str
    label: dict[str, str]
    description: dict[str, str]
    author: str
    icon: str | Icon
    labels: list[str]
    authorized: bool
    needs_credentials: bool
    credential_schema: list[CredentialFieldOut]
    credentials: list[CredentialOut]
    tools: list[ToolItem]
    app_id: UUID | None = None


class ToolProviderList(Shape):
    """The tool library."""

    data: list[ToolProvider]
    labels: list[str]


class CredentialIn(Shape):
    """A credential as entered. Secrets that stay as they are come as `[__HIDDEN__]` or masked."""

    name: str | None = Field(None, max_length=255)
    credentials: FormValues


class CredentialPatch(Shape):
    """A change of a credential; what is left out stays."""

    name: str | None = Field(None, max_length=255)
    credentials: FormValues | None = None


class CredentialList(Shape):
    """The credentials of a provider, oldest first."""

    data: list[CredentialOut]


class CheckResult(Shape):
    """Whether a try succeeded; `error` is the service's text."""

    result: Literal["success", "error"]
    error: str | None = None


class ParseIn(Shape):
    """An API document as text; `source_url` completes relative server addresses."""

    document: str
    source_url: str = Field("", max_length=2048)


class RemoteIn(Shape):
    """Where an API document is."""

    url: str = Field(min_length=1, max_length=2048)


class OperationOut(Shape):
    """An operation of an API document."""

    name: str
    operation_id: str
    summary: str
    description: str
    method: str
    url: str
    parameters: list[ToolParameterOut]


class ParsedApi(Shape):
    """What a document says. `warnings` tell of servers that may not be reached."""

    title: str
    description: str
    document: str
    source_url: str
    operations: list[OperationOut]
    warnings: list[str]


class ApiProviderIn(Shape):
    """A new API tool provider. `credentials` say how it proves itself: `auth_type` and its values."""

    name: Name
    description: str = Field("", max_length=10_000)
    icon: Icon = Icon()
    labels: Labels = []
    document: str
    source_url: str = Field("", max_length=2048)
    credentials: FormValues = {}
    privacy_policy: str = Field("", max_length=2048)
    custom_disclaimer: str = Field("", max_length=10_000)


class ApiProviderPatch(Shape):
    """A change of an API tool provider; what is left out stays."""

    name: Name | None = None
    description: str | None = Field(None, max_length=10_000)
    icon: Icon | None = None
    labels: Labels | None = None
    document: str | None = None
    source_url: str | None = Field(None, max_length=2048)
    credentials: FormValues | None = None
    privacy_policy: str | None = Field(None, max_length=2048)
    custom_disclaimer: str | None = Field(None, max_length=10_000)


class ApiProvider(Shape):
    """An API tool provider with its document; secrets are masked."""

    id: UUID
    name: str
    description: str
    icon: Icon
    labels: list[str]
    document: str
    source_url: str
    credentials: dict[str, str]
    privacy_policy: str
    custom_disclaimer: str
    operations: list[OperationOut]
    created_at: int
    updated_at: int


class ApiTestIn(Shape):
    """Try an operation. With `provider_id`, hidden secrets are those of that provider."""

    document: str
    source_url: str = Field("", max_length=2048)
    tool: str = Field(min_length=1, max_length=255)
    credentials: FormValues = {}
    parameters: dict[str, Any] = {}
    provider_id: UUID | None = None


class ApiTestResult(Shape):
    """The answer of a tried operation, or why there was none; long texts are cut."""

    status: int | None = None
    text: str = ""
    error: str | None = None


class WorkflowToolParameter(Shape):
    """A start field of the workflow: what it is for, and who fills it."""

    name: str = Field(min_length=1, max_length=255)
    description: str = Field("", max_length=10_000)
    form: Literal["llm", "form"] = "llm"


class WorkflowToolIn(Shape):
    """A published workflow as a tool. `name` is what models call it."""

    app_id: UUID
    name: str = Field(pattern=r"^[A-Za-z0-9_]{1,64}$")
    label: str = Field(min_length=1, max_length=255)
    description: str = Field("", max_length=10_000)
    icon: Icon = Field(default_factory=lambda: Icon(content="🤖", background="#D3F8DF"))
    labels: Labels = []
    parameters: list[WorkflowToolParameter] = []
    privacy_policy: str = Field("", max_length=2048)


class WorkflowToolPatch(Shape):
    """A change of a workflow tool; what is left out stays."""

    name: str | None = Field(None, pattern=r"^[A-Za-z0-9_]{1,64}$")
    label: str | None = Field(None, min_length=1, max_length=255)
    description: str | None = Field(None, max_length=10_000)
    icon: Icon | None = None
    labels: Labels | None = None
    parameters: list[WorkflowToolParameter] | None = None
    privacy_policy: str | None = Field(None, max_length=2048)


class WorkflowTool(Shape):
    """A workflow as a tool, with the fields of its start form."""

    id: UUID
    app_id: UUID
    name: str
    label: str
    description: str
    icon: Icon
    labels: list[str]
    parameters: list[WorkflowToolParameter]
    privacy_policy: str
    tool: ToolItem
    created_at: int
    updated_at: int


class WorkflowToolList(Shape):
    """Workflow tools of an app: one or none."""

    data: list[WorkflowTool]
