"""Tools made from API documents: OpenAPI 3, Swagger 2 and ChatGPT plugin manifests (TOOL-API)."""
