"""The prompt of a node that sets the model a fixed task over a variable: classifier and parameter extractor."""

from typing import Any

from tenon.engine.errors import NodeError
from tenon.engine.media import files_in, refuse_unreadable
from tenon.engine.model_call import as_one_text, history, history_text, is_completion, remembers
from tenon.engine.model_config import Memory, ModelConfig, Vision
from tenon.engine.node import Context
from tenon.engine.prompts import Prompt, PromptPlan, add_files, add_vision
from tenon.engine.variables import to_text
from tenon.models.messages import Message
from tenon.models.port import ChatModel


async def task_prompt(
    task: str,
    query: Any,
    ctx: Context,
    model: ChatModel,
    config: ModelConfig,
    *,
    memory: Memory | None = None,
    vision: Vision | None = None,
) -> Prompt:
    """Task as system message, history, then the query with its files. One text for completion models.

    Raises `NodeError` for a query without content or with files the model cannot read.
    """
    text, files = to_text(query), files_in(query)
    ctx.note(inputs={"query": text})
    if not text.strip() and not files:
        raise NodeError("The input variable is empty. Give it a value, or branch before this node.")
    refuse_unreadable(model, files)
    prompt = Prompt([Message("system", task)], inputs={"query": text})
    user = Message("user", text)
    one_text = is_completion(model, config)
    if memory is not None and remembers(ctx, memory):
        turns = await history(ctx, memory, model, config, [*prompt.messages, user], None if one_text else vision)
        if one_text and turns:
            prompt.messages.append(Message("user", f"Earlier turns:\n{history_text(turns, memory)}"))
        elif turns:
            prompt.messages += turns
    prompt.messages.append(user)
    plan = PromptPlan([], config, vision=vision)
    await add_files(plan, ctx, model, prompt, files)
    await add_vision(plan, ctx, model, prompt)
    if one_text:
        prompt.messages = as_one_text(prompt.messages)
    return prompt
