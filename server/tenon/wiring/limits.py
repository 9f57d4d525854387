"""Limits of files and nodes as the settings give them."""

from tenon.domain.file.kinds import FileLimits
from tenon.domain.workspace.schemas import Limits
from tenon.engine.ports import Limits as NodeLimits
from tenon.settings import Settings

_MB = 1024 * 1024


def file_limits(settings: Settings) -> FileLimits:
    """Limits of uploads."""
    blocked = {name.strip().lower().lstrip(".") for name in settings.upload_extension_blacklist.split(",")}
    return FileLimits(
        image=settings.upload_image_size_limit * _MB,
        audio=settings.upload_audio_size_limit * _MB,
        video=settings.upload_video_size_limit * _MB,
        other=settings.upload_file_size_limit * _MB,
        blocked=frozenset(blocked - {""}),
    )


def limits(settings: Settings) -> Limits:
    """Limits that the console shows."""
    return Limits(
        file_size_limit=settings.upload_file_size_limit,
        image_file_size_limit=settings.upload_image_size_limit,
        audio_file_size_limit=settings.upload_audio_size_limit,
        video_file_size_limit=settings.upload_video_size_limit,
        workflow_file_upload_limit=settings.workflow_file_upload_limit,
    )


def node_limits(settings: Settings) -> NodeLimits:
    """Limits of nodes."""
    return NodeLimits(
        http_max_text=settings.http_node_max_text_size,
        http_max_binary=settings.http_node_max_binary_size,
        http_max_connect_timeout=settings.http_max_connect_timeout,
        http_max_read_timeout=settings.http_max_read_timeout,
        http_max_write_timeout=settings.http_max_write_timeout,
        code_max_string=settings.code_max_string_length,
        code_max_depth=settings.code_max_depth,
        code_max_precision=settings.code_max_precision,
        code_max_number=settings.code_max_number,
        code_min_number=settings.code_min_number,
        code_max_string_array=settings.code_max_string_array_length,
        code_max_object_array=settings.code_max_object_array_length,
        code_max_number_array=settings.code_max_number_array_length,
        template_max_length=settings.template_max_length,
        variable_max_bytes=settings.max_variable_size,
        agent_max_iterations=settings.agent_max_iterations,
        agent_tool_timeout=settings.agent_tool_timeout,
        agent_max_observation=settings.agent_max_observation,
    )
