"""The LLM node: asks a model and streams its answer."""

from typing import Any, Literal

from pydantic import Field, field_validator

from tenon.engine.files import File, FileKind
from tenon.engine.model_call import Reply, ask, is_completion, model_trace, open_model, refuse_too_long, request_for
from tenon.engine.model_config import ContextConfig, Memory, ModelConfig, PromptConfig, PromptItem, Vision
from tenon.engine.model_usage import usage_dict, usage_metadata
from tenon.engine.node import Context, Node, NodeData, Outputs
from tenon.engine.prompts import Prompt, PromptPlan, build_prompt
from tenon.engine.reasoning import Speaker
from tenon.engine.structured import parse_structured, schema_of, with_schema
from tenon.models.messages import ChatRequest, MediaPart
from tenon.models.port import ChatModel

_EXTENSIONS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "audio/mpeg": ".mp3"}


class LlmData(NodeData):
    """Stored shape (contract: dsl.md 7, llm)."""

    model: ModelConfig = Field(default_factory=ModelConfig)
    prompt_template: list[PromptItem] | PromptItem = Field(default_factory=list[PromptItem])
    prompt_config: PromptConfig | None = None
    context: ContextConfig | None = None
    memory: Memory | None = None
    vision: Vision | None = None
    structured_output_enabled: bool = False
    structured_output: dict[str, Any] | None = None
    reasoning_format: Literal["tagged", "separated"] = "tagged"
    check_length: bool = Field(False, description="Of basic apps: refuse a prompt that passes the model's context.")

    @field_validator("prompt_template", mode="before")
    @classmethod
    def _no_prompt(cls, value: Any) -> Any:
        return [{"text": value}] if isinstance(value, str) else value or []

    @field_validator("reasoning_format", mode="before")
    @classmethod
    def _format(cls, value: Any) -> Any:
        return value or "tagged"

    @field_validator("structured_output_enabled", mode="before")
    @classmethod
    def _off(cls, value: Any) -> Any:
        return bool(value)

    @property
    def items(self) -> list[PromptItem]:
        """The prompt as a list, also for completion models."""
        return self.prompt_template if isinstance(self.prompt_template, list) else [self.prompt_template]


class Llm(Node[LlmData]):
    """Sends the prompt, streams the answer and separates reasoning and structured output."""

    type = "llm"
    group = "model"
    outputs = {
        "text": "string",
        "reasoning_content": "string",
        "usage": "object",
        "finish_reason": "string",
        "structured_output": "object",
        "files": "array[file]",
    }
    data_class = LlmData

    async def run(self, data: LlmData, ctx: Context) -> Outputs:
        """Raises `NodeError` for the node's own settings, `ModelError` for trouble with the model."""
        model = await open_model(ctx, data.model)
        schema = schema_of(data.structured_output, enabled=data.structured_output_enabled)
        jinja = data.prompt_config.jinja2_variables if data.prompt_config else []
        plan = PromptPlan(data.items, data.model, jinja, data.context, data.memory, data.vision)
        prompt = await build_prompt(plan, ctx, model)
        request = request_for(data.model, prompt.messages)
        if schema is not None:
            request = with_schema(request, schema, model, one_text=is_completion(model, data.model))
        ctx.note(process_data=_trace(data, model, request, prompt))
        if data.check_length:
            refuse_too_long(model, data.model, request.messages)
        speaker = Speaker(ctx.emit, ctx.emit_reasoning, separated=data.reasoning_format == "separated")
        reply = await ask(model, request, lambda delta: speaker.feed(delta.text, delta.reasoning))
        text, reasoning = speaker.end()
        trace, metadata = _trace(data, model, request, prompt, reply), usage_metadata(reply.usage)
        ctx.note(process_data=trace if schema is None else {**trace, "text": text}, metadata=metadata)
        values: dict[str, Any] = {
            "text": text,
            "reasoning_content": reasoning,
            "usage": usage_dict(reply.usage),
            "finish_reason": reply.finish_reason,
            "files": [await _stored(ctx, part, index) for index, part in enumerate(reply.media, 1)],
        }
        if schema is not None:
            values["structured_output"] = parse_structured(text)
        return Outputs(
            values=values, inputs=prompt.inputs, process_data=trace, metadata=metadata, files=values["files"]
        )


def _trace(
    data: LlmData, model: ChatModel, request: ChatRequest, prompt: Prompt, reply: Reply | None = None
) -> dict[str, Any]:
    trace = model_trace(data.model, model, request.messages, reply)
    if prompt.skipped:
        trace["skipped_files"] = prompt.skipped
    return trace


async def _stored(ctx: Context, part: MediaPart, index: int) -> File:
    """Keep what the model drew or said; a URL it gave stays a URL."""
    kind: FileKind = part.kind
    extension = _EXTENSIONS.get(part.mime_type, "")
    name = part.filename or f"{kind}-{index}{extension}"
    if part.data is None:
        return File(kind, "remote_url", name, extension, part.mime_type, remote_url=part.url)
    return await ctx.ports.files.store(part.data, filename=name, mime_type=part.mime_type, kind=kind)
