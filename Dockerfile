# syntax=docker/dockerfile:1
FROM node:20-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run -s build

FROM python:3.12-slim AS server
WORKDIR /src
RUN pip install --no-cache-dir uv
COPY pyproject.toml uv.lock ./
COPY scripts/uvlock.py scripts/uvlock.py
COPY server server
COPY --from=web /src/web/dist server/tenon/static
COPY sandbox sandbox
RUN python scripts/uvlock.py expand uv /usr/local/bin/python \
 && cd .build/python \
 && UV_PROJECT_ENVIRONMENT=/opt/tenon uv sync --frozen --no-dev --no-editable --all-packages --extra local

FROM python:3.12-slim
# The folder exists and is the user's before it becomes a volume, which would belong to root otherwise.
RUN useradd --system --user-group --uid 10001 --create-home --home-dir /var/lib/tenon tenon \
 && install --directory --owner tenon --group tenon /var/lib/tenon/data
COPY --from=server /opt/tenon /opt/tenon
ENV PATH=/opt/tenon/bin:$PATH \
    TENON_DATA_DIR=/var/lib/tenon/data \
    TENON_HOST=0.0.0.0
USER tenon
VOLUME /var/lib/tenon/data
EXPOSE 8600
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8600/health', timeout=2)"
CMD ["tenon", "serve"]
