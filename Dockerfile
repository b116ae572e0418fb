# The bot in a container; everything it keeps is in /data. docs/operating/container.md says how to run it.

FROM python:3.11-slim AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/debate-bot \
    && /opt/debate-bot/bin/pip install --no-cache-dir --require-hashes --requirement requirements/container.txt \
    && /opt/debate-bot/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /data bot \
    && install --directory --owner bot --group bot --mode 0700 /data
COPY --from=build /opt/debate-bot /opt/debate-bot
ENV PATH=/opt/debate-bot/bin:$PATH
ENV DATABASE_URL=sqlite:////data/debate.db
ENV PSEUDONYM_KEY_FILE=/data/pseudonym.key
ENV SIGNING_KEY_FILE=/data/signing.key
ENV METRICS_PORT=9464
USER bot
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['METRICS_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["debate-bot"]
CMD ["run"]
