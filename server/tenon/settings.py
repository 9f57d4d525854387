"""All core settings. Units are in the descriptions; documented names of existing deployments are accepted as well."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _named(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """Read once in `tenon.wiring`; everything else gets values."""

    model_config = SettingsConfigDict(env_prefix="TENON_", env_file=".env", extra="ignore", populate_by_name=True)

    data_dir: Path = Field(default=Path("data"), description="Where the embedded database, files and keys are kept.")
    database_url: str = Field(
        default="",
        description="SQLAlchemy address of the database. Empty: SQLite in the data directory. PostgreSQL: "
        "`postgresql://user:password@host/name`.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8600, ge=0, le=65535, description="Port to listen on.")
    public_url: str = Field(
        default="", description="Address under which people reach this server; used in links. Empty: the request's own."
    )
    secret_key: str = Field(
        default="",
        validation_alias=_named("TENON_SECRET_KEY", "SECRET_KEY"),
        description="Signs sessions and file addresses. Empty: made at first start and kept in the data directory.",
    )
    init_password: str = Field(
        default="",
        validation_alias=_named("TENON_INIT_PASSWORD", "INIT_PASSWORD"),
        description="Password asked for at first-run setup. Empty: none.",
    )
    log_level: str = Field(
        default="INFO", validation_alias=_named("TENON_LOG_LEVEL", "LOG_LEVEL"), description="Log level."
    )
    access_token_minutes: int = Field(
        default=60,
        validation_alias=_named("TENON_ACCESS_TOKEN_MINUTES", "ACCESS_TOKEN_EXPIRE_MINUTES"),
        description="Life of a console access token, minutes.",
    )
    refresh_token_days: float = Field(
        default=30,
        validation_alias=_named("TENON_REFRESH_TOKEN_DAYS", "REFRESH_TOKEN_EXPIRE_DAYS"),
        description="Life of a console refresh token, days.",
    )
    files_access_timeout: int = Field(
        default=300,
        validation_alias=_named("TENON_FILES_ACCESS_TIMEOUT", "FILES_ACCESS_TIMEOUT"),
        description="Life of a signed file address, seconds.",
    )
    files_url: str = Field(
        default="",
        validation_alias=_named("TENON_FILES_URL", "FILES_URL"),
        description="Address under which stored files are fetched by people and models. Empty: `public_url`.",
    )
    upload_extension_blacklist: str = Field(
        default="",
        validation_alias=_named("TENON_UPLOAD_EXTENSION_BLACKLIST", "UPLOAD_FILE_EXTENSION_BLACKLIST"),
        description="Extensions of files that are refused, separated by commas. Empty: none.",
    )
    dsl_export_encrypt_dataset_id: bool = Field(
        default=True,
        validation_alias=_named("TENON_DSL_EXPORT_ENCRYPT_DATASET_ID", "DSL_EXPORT_ENCRYPT_DATASET_ID"),
        description="Make knowledge base ids in exported files unreadable outside their workspace.",
    )
    deploy_env: str = Field(
        default="PRODUCTION",
        validation_alias=_named("TENON_DEPLOY_ENV", "DEPLOY_ENV"),
        description="Name of this installation's purpose, sent as `X-Env`. `TESTING` shows a mark in the pages.",
    )
    web_api_cors_allow_origins: str = Field(
        default="*",
        validation_alias=_named("TENON_WEB_API_CORS_ALLOW_ORIGINS", "WEB_API_CORS_ALLOW_ORIGINS"),
        description="Origins whose pages may call the web API (`/api`), separated by commas; `*`: all.",
    )
    upload_file_size_limit: int = Field(
        default=15,
        validation_alias=_named("TENON_UPLOAD_FILE_SIZE_LIMIT", "UPLOAD_FILE_SIZE_LIMIT"),
        description="Largest document or other file, MB.",
    )
    upload_image_size_limit: int = Field(
        default=10,
        validation_alias=_named("TENON_UPLOAD_IMAGE_SIZE_LIMIT", "UPLOAD_IMAGE_FILE_SIZE_LIMIT"),
        description="Largest image, MB.",
    )
    upload_audio_size_limit: int = Field(
        default=50,
        validation_alias=_named("TENON_UPLOAD_AUDIO_SIZE_LIMIT", "UPLOAD_AUDIO_FILE_SIZE_LIMIT"),
        description="Largest audio file, MB.",
    )
    upload_video_size_limit: int = Field(
        default=100,
        validation_alias=_named("TENON_UPLOAD_VIDEO_SIZE_LIMIT", "UPLOAD_VIDEO_FILE_SIZE_LIMIT"),
        description="Largest video, MB.",
    )
    upload_file_batch_limit: int = Field(
        default=5,
        ge=1,
        validation_alias=_named("TENON_UPLOAD_FILE_BATCH_LIMIT", "UPLOAD_FILE_BATCH_LIMIT"),
        description="Most files that are added to a knowledge base at once in the console.",
    )
    top_k_max: int = Field(
        default=10,
        ge=1,
        le=100,
        validation_alias=_named("TENON_TOP_K_MAX", "TOP_K_MAX_VALUE"),
        description="Most chunks that the console lets a retrieval give.",
    )
    chunk_max_tokens: int = Field(
        default=4000,
        ge=100,
        validation_alias=_named("TENON_CHUNK_MAX_TOKENS", "INDEXING_MAX_SEGMENTATION_TOKENS_LENGTH"),
        description="Largest length of a chunk that can be set, tokens.",
    )
    segments_per_request: int = Field(
        default=0,
        ge=0,
        validation_alias=_named("TENON_SEGMENTS_PER_REQUEST", "DATASET_MAX_SEGMENTS_PER_REQUEST"),
        description="Most chunks that one call of the service API may add; 0: no limit.",
    )
    document_timeout: float = Field(
        default=300,
        gt=0,
        description="Longest time to read a document or to cut it into chunks, seconds. A separator that never ends is "
        "stopped by it.",
    )
    document_memory_mb: int = Field(
        default=2048, ge=256, description="Most memory of a process that reads documents, MB."
    )
    etl_type: Literal["dify", "Unstructured"] = Field(
        default="dify",
        validation_alias=_named("TENON_ETL_TYPE", "ETL_TYPE"),
        description="Who reads documents: the server itself (dify), or an Unstructured server for PDF, office "
        "documents, mail and the like (Unstructured).",
    )
    unstructured_api_url: str = Field(
        default="",
        validation_alias=_named("TENON_UNSTRUCTURED_API_URL", "UNSTRUCTURED_API_URL"),
        description="Address of the Unstructured server's call, for example `http://host:8000/general/v0/general`.",
    )
    unstructured_api_key: str = Field(
        default="",
        repr=False,
        validation_alias=_named("TENON_UNSTRUCTURED_API_KEY", "UNSTRUCTURED_API_KEY"),
        description="Key of the Unstructured server, where it asks for one.",
    )
    disable_idle_documents: bool = Field(
        default=False,
        validation_alias=_named("TENON_DISABLE_IDLE_DOCUMENTS", "ENABLE_CLEAN_UNUSED_DATASETS_TASK"),
        description="Switch documents off every day at 03:00 UTC that nobody has changed or found for long.",
    )
    idle_document_days: int = Field(
        default=30,
        ge=1,
        validation_alias=_named("TENON_IDLE_DOCUMENT_DAYS", "PLAN_PRO_CLEAN_DAY_SETTING"),
        description="Days without change or find after which a document is switched off, where that is switched on.",
    )
    vector_memory_mb: int = Field(
        default=1024, ge=16, description="Memory for the vectors of knowledge bases that are searched, MB."
    )
    workflow_file_upload_limit: int = Field(
        default=10,
        validation_alias=_named("TENON_WORKFLOW_FILE_UPLOAD_LIMIT", "WORKFLOW_FILE_UPLOAD_LIMIT"),
        description="Most files in one message or file list.",
    )
    workflow_max_execution_steps: int = Field(
        default=500,
        validation_alias=_named("TENON_WORKFLOW_MAX_EXECUTION_STEPS", "WORKFLOW_MAX_EXECUTION_STEPS"),
        description="Most node executions of one run outside containers.",
    )
    workflow_max_execution_time: int = Field(
        default=1200,
        validation_alias=_named("TENON_WORKFLOW_MAX_EXECUTION_TIME", "WORKFLOW_MAX_EXECUTION_TIME"),
        description="Longest run, seconds.",
    )
    app_max_active_requests: int = Field(
        default=0,
        validation_alias=_named("TENON_APP_MAX_ACTIVE_REQUESTS", "APP_MAX_ACTIVE_REQUESTS"),
        description="Most runs of one app at once; 0: no limit.",
    )
    http_node_max_text_size: int = Field(
        default=1024 * 1024,
        validation_alias=_named("TENON_HTTP_NODE_MAX_TEXT_SIZE", "HTTP_REQUEST_NODE_MAX_TEXT_SIZE"),
        description="Largest text answer of an HTTP node, bytes.",
    )
    http_node_max_binary_size: int = Field(
        default=10 * 1024 * 1024,
        validation_alias=_named("TENON_HTTP_NODE_MAX_BINARY_SIZE", "HTTP_REQUEST_NODE_MAX_BINARY_SIZE"),
        description="Largest binary answer of an HTTP node, bytes.",
    )
    http_max_connect_timeout: float = Field(
        default=10,
        validation_alias=_named("TENON_HTTP_MAX_CONNECT_TIMEOUT", "HTTP_REQUEST_MAX_CONNECT_TIMEOUT"),
        description="Longest time an HTTP node waits for a connection, seconds; also its default.",
    )
    http_max_read_timeout: float = Field(
        default=600,
        validation_alias=_named("TENON_HTTP_MAX_READ_TIMEOUT", "HTTP_REQUEST_MAX_READ_TIMEOUT"),
        description="Longest time an HTTP node waits for an answer, seconds; also its default.",
    )
    http_max_write_timeout: float = Field(
        default=600,
        validation_alias=_named("TENON_HTTP_MAX_WRITE_TIMEOUT", "HTTP_REQUEST_MAX_WRITE_TIMEOUT"),
        description="Longest time an HTTP node takes to send, seconds; also its default.",
    )
    max_variable_size: int = Field(
        default=200 * 1024,
        validation_alias=_named("TENON_MAX_VARIABLE_SIZE", "MAX_VARIABLE_SIZE"),
        description="Largest value of a conversation variable, bytes as JSON.",
    )
    max_tree_depth: int = Field(
        default=50,
        validation_alias=_named("TENON_MAX_TREE_DEPTH", "MAX_TREE_DEPTH"),
        description="Most nodes in a row in a graph that is published.",
    )
    max_parallel_branches: int = Field(
        default=10,
        validation_alias=_named("TENON_MAX_PARALLEL_BRANCHES", "MAX_PARALLEL_LIMIT"),
        description="Nodes that start together behind one node before the editor warns.",
    )
    loop_node_max_count: int = Field(
        default=100,
        validation_alias=_named("TENON_LOOP_NODE_MAX_COUNT", "LOOP_NODE_MAX_COUNT"),
        description="Highest number of rounds a loop can be set to.",
    )
    template_max_length: int = Field(
        default=400_000,
        validation_alias=_named("TENON_TEMPLATE_MAX_LENGTH", "TEMPLATE_TRANSFORM_MAX_LENGTH"),
        description="Longest text of a template node, characters.",
    )
    code_max_string_length: int = Field(
        default=400_000,
        validation_alias=_named("TENON_CODE_MAX_STRING_LENGTH", "CODE_MAX_STRING_LENGTH"),
        description="Longest text in a code node's result, characters.",
    )
    code_max_number: int = Field(
        default=2**63 - 1,
        validation_alias=_named("TENON_CODE_MAX_NUMBER", "CODE_MAX_NUMBER"),
        description="Largest number in a code node's result.",
    )
    code_min_number: int = Field(
        default=-(2**63),
        validation_alias=_named("TENON_CODE_MIN_NUMBER", "CODE_MIN_NUMBER"),
        description="Smallest number in a code node's result.",
    )
    code_max_precision: int = Field(
        default=20,
        validation_alias=_named("TENON_CODE_MAX_PRECISION", "CODE_MAX_PRECISION"),
        description="Most decimals of a number in a code node's result.",
    )
    code_max_depth: int = Field(
        default=5,
        validation_alias=_named("TENON_CODE_MAX_DEPTH", "CODE_MAX_DEPTH"),
        description="Most levels of nesting in a code node's result.",
    )
    code_max_string_array_length: int = Field(
        default=30,
        validation_alias=_named("TENON_CODE_MAX_STRING_ARRAY_LENGTH", "CODE_MAX_STRING_ARRAY_LENGTH"),
        description="Most items of a list of texts in a code node's result.",
    )
    code_max_object_array_length: int = Field(
        default=30,
        validation_alias=_named("TENON_CODE_MAX_OBJECT_ARRAY_LENGTH", "CODE_MAX_OBJECT_ARRAY_LENGTH"),
        description="Most items of a list of objects in a code node's result.",
    )
    code_max_number_array_length: int = Field(
        default=1000,
        validation_alias=_named("TENON_CODE_MAX_NUMBER_ARRAY_LENGTH", "CODE_MAX_NUMBER_ARRAY_LENGTH"),
        description="Most items of a list of numbers in a code node's result.",
    )
    agent_max_iterations: int = Field(
        default=99,
        ge=1,
        validation_alias=_named("TENON_AGENT_MAX_ITERATIONS", "MAX_ITERATIONS_NUM"),
        description="Most rounds of tool calls an agent can be set to.",
    )
    agent_tool_timeout: float = Field(
        default=300, gt=0, description="Longest time an agent waits for one tool, seconds; then its model is told so."
    )
    agent_max_observation: int = Field(
        default=50_000, ge=1000, description="Most of one tool's result that an agent's model is told, characters."
    )
    outbound_allow_private: bool = Field(
        default=False,
        description="Let users' requests (HTTP node, tools, imports) reach private and loopback addresses.",
    )
    outbound_allow_hosts: str = Field(
        default="",
        validation_alias=_named("TENON_OUTBOUND_ALLOW_HOSTS", "SSRF_PROXY_ALLOW_PRIVATE_DOMAINS"),
        description="Private hosts or networks that users' requests may reach, separated by commas.",
    )
    outbound_proxy: str = Field(
        default="",
        validation_alias=_named("TENON_OUTBOUND_PROXY", "SSRF_PROXY_HTTP_URL"),
        description="Proxy for users' requests, `http://host:port`. Empty: direct.",
    )
    audit_retention_days: int = Field(
        default=365, ge=0, description="How long audit records are kept, days; 0: for good."
    )
    api_tool_connect_timeout: float = Field(
        default=10,
        gt=0,
        validation_alias=_named("TENON_API_TOOL_CONNECT_TIMEOUT", "API_TOOL_DEFAULT_CONNECT_TIMEOUT"),
        description="How long API tools try to connect, seconds.",
    )
    api_tool_read_timeout: float = Field(
        default=60,
        gt=0,
        validation_alias=_named("TENON_API_TOOL_READ_TIMEOUT", "API_TOOL_DEFAULT_READ_TIMEOUT"),
        description="How long API tools wait for an answer, seconds.",
    )
    tool_pins: str = Field(
        default="",
        validation_alias=_named("TENON_TOOL_PINS", "POSITION_TOOL_PINS"),
        description="Shipped tool providers that the library shows first, separated by commas.",
    )
    tool_includes: str = Field(
        default="",
        validation_alias=_named("TENON_TOOL_INCLUDES", "POSITION_TOOL_INCLUDES"),
        description="The only shipped tool providers that the library shows, separated by commas. Empty: all.",
    )
    tool_excludes: str = Field(
        default="",
        validation_alias=_named("TENON_TOOL_EXCLUDES", "POSITION_TOOL_EXCLUDES"),
        description="Shipped tool providers that the library does not show, separated by commas.",
    )
    workflow_call_max_depth: int = Field(
        default=5,
        ge=0,
        validation_alias=_named("TENON_WORKFLOW_CALL_MAX_DEPTH", "WORKFLOW_CALL_MAX_DEPTH"),
        description="How deep workflows that are tools call each other.",
    )
    code_timeout: float = Field(
        default=20,
        validation_alias=_named("TENON_CODE_TIMEOUT", "SANDBOX_WORKER_TIMEOUT"),
        description="Longest run of a code node, seconds.",
    )
    code_max_processes: int = Field(default=8, description="Most code calls at once.")
    code_prestart: bool = Field(
        default=True, description="Start the code sandbox with the server. Off: at the first code call."
    )
    code_memory_mb: int = Field(
        default=256, ge=64, description="Most memory of one code call, MB; twice as much with pandas."
    )
    code_modules: str = Field(
        default="",
        description="Further Python modules that code nodes may import, separated by commas. They must be installed"
        " beside Tenon and need no files or network when they are used.",
    )
    code_network: bool = Field(
        default=True,
        validation_alias=_named("TENON_CODE_NETWORK", "SANDBOX_ENABLE_NETWORK"),
        description="Let Python code open connections, by the same address rules and proxy as users' requests.",
    )
    code_network_max_connections: int = Field(
        default=20, ge=1, le=200, description="Most connections of one code call."
    )
    code_network_max_mb: int = Field(
        default=50, ge=1, description="Most that one code call moves over its connections, both ways, MB."
    )
    code_unsafe: bool = Field(
        default=False, description="Run Python without confinement where the kernel offers none. Unsafe."
    )

    @property
    def resolved_database_url(self) -> str:
        """The address in use."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'tenon.db'}"

    embedding_cache: Literal["database", "memory", "off"] = Field(
        default="memory",
        description="Where vectors are kept by the hash of their text, so that no text is embedded twice: `database` "
        "(shared by all servers, outlives a restart), `memory` or `off`.",
    )
    embedding_cache_size: int = Field(
        default=5_000, ge=1, description="Most vectors in the embedding cache; the oldest go. One takes 4 to 12 KB."
    )
    provider_pins: str = Field(
        default="",
        validation_alias=_named("TENON_PROVIDER_PINS", "POSITION_PROVIDER_PINS"),
        description="Model providers that are shown first, by id, comma separated.",
    )
    provider_includes: str = Field(
        default="",
        validation_alias=_named("TENON_PROVIDER_INCLUDES", "POSITION_PROVIDER_INCLUDES"),
        description="Model providers that are offered, by id, comma separated; empty: all.",
    )
    provider_excludes: str = Field(
        default="",
        validation_alias=_named("TENON_PROVIDER_EXCLUDES", "POSITION_PROVIDER_EXCLUDES"),
        description="Model providers that are not offered, by id, comma separated. Pinned ones are; apps that use a "
        "hidden one go on working.",
    )
    local_models: str = Field(
        default="ollama=http://127.0.0.1:11434, lmstudio=http://127.0.0.1:1234, vllm=http://127.0.0.1:8000, "
        "xinference=http://127.0.0.1:9997, gpustack=http://127.0.0.1, gpustack=http://127.0.0.1:10080, "
        "localai=http://127.0.0.1:8080",
        description="Model servers that are looked for when somebody asks for local models: `kind=address`, comma "
        "separated; kinds are `ollama`, `lmstudio`, `vllm`, `xinference`, `gpustack`, `localai`. Empty: none.",
    )
    annotation_import_size_limit: int = Field(
        default=2,
        validation_alias=_named("TENON_ANNOTATION_IMPORT_SIZE_LIMIT", "ANNOTATION_IMPORT_FILE_SIZE_LIMIT"),
        description="Largest file of annotations to import, MB.",
    )
    annotation_import_max_records: int = Field(
        default=10_000,
        validation_alias=_named("TENON_ANNOTATION_IMPORT_MAX_RECORDS", "ANNOTATION_IMPORT_MAX_RECORDS"),
        description="Most pairs in one file of annotations.",
    )
    annotation_import_min_records: int = Field(
        default=1,
        validation_alias=_named("TENON_ANNOTATION_IMPORT_MIN_RECORDS", "ANNOTATION_IMPORT_MIN_RECORDS"),
        description="Fewest pairs in one file of annotations.",
    )
    annotation_import_per_minute: int = Field(
        default=5,
        validation_alias=_named("TENON_ANNOTATION_IMPORT_PER_MINUTE", "ANNOTATION_IMPORT_RATE_LIMIT_PER_MINUTE"),
        description="Most imports of annotations of one workspace in a minute.",
    )
    annotation_import_per_hour: int = Field(
        default=20,
        validation_alias=_named("TENON_ANNOTATION_IMPORT_PER_HOUR", "ANNOTATION_IMPORT_RATE_LIMIT_PER_HOUR"),
        description="Most imports of annotations of one workspace in an hour.",
    )
    annotation_import_max_concurrent: int = Field(
        default=5,
        validation_alias=_named("TENON_ANNOTATION_IMPORT_MAX_CONCURRENT", "ANNOTATION_IMPORT_MAX_CONCURRENT"),
        description="Most imports of annotations of one workspace at once.",
    )
    extensions_dir: str = Field(
        default="",
        description="Folder of the operator's own code extensions: `moderation/<name>/` and "
        "`external_data_tool/<name>/`. Empty: `extensions` in the data directory.",
    )
