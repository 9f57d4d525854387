/** Documents to start from; each holds what an API tool needs and no more. */
export const EXAMPLES = {
  weather: `{
  "openapi": "3.1.0",
  "info": { "title": "Weather", "description": "Forecast for a city", "version": "1.0.0" },
  "servers": [{ "url": "https://weather.example.com" }],
  "paths": {
    "/forecast": {
      "get": {
        "operationId": "get_forecast",
        "summary": "The forecast of the next days for a city",
        "parameters": [
          {
            "name": "city",
            "in": "query",
            "description": "Name of the city",
            "required": true,
            "schema": { "type": "string" }
          },
          {
            "name": "days",
            "in": "query",
            "description": "How many days, 1 to 7",
            "schema": { "type": "integer", "default": 3 }
          }
        ]
      }
    }
  }
}
`,
  shop: `openapi: 3.0.3
info:
  title: Shop
  version: "1.0"
servers:
  - url: https://shop.example.com/api
paths:
  /orders/{id}:
    get:
      operationId: find_order
      summary: State of an order
      parameters:
        - name: id
          in: path
          required: true
          description: Number on the invoice
          schema: { type: string }
  /orders:
    post:
      operationId: place_order
      summary: Order an article
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [article]
              properties:
                article: { type: string, description: Article number }
                amount: { type: integer, description: How many, default: 1 }
`,
} as const;
export type Example = keyof typeof EXAMPLES;
