# Two stages: the image that runs has no source tree and no pip cache, and does not run as root.
FROM python:3.11.15-slim-bookworm AS python

FROM python AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/translator
# The lock alone first: a change of our code does not install 130 packages again.
COPY .ci/constraints.txt .ci/
RUN /opt/translator/bin/pip install --require-hashes --no-deps --only-binary :all: -r .ci/constraints.txt
COPY pyproject.toml README.md ./
COPY translator translator
COPY prompts prompts
COPY ui ui
RUN /opt/translator/bin/pip install --no-deps --no-index --no-build-isolation .

FROM python
# By number in USER too: who forbids root cannot see that a name is not root.
RUN groupadd --gid 10001 translator \
 && useradd --uid 10001 --gid translator --create-home --shell /usr/sbin/nologin translator \
 && install -d -o translator -g translator /data
COPY --from=build /opt/translator /opt/translator
ENV PATH=/opt/translator/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TRANSLATOR_DATA_DIR=/data
USER 10001:10001
# The one folder that may be written to; a translator.toml in it is read.
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Generous at the start: the first answer loads what asks the vectors, and a small machine takes its time.
HEALTHCHECK --interval=10s --timeout=5s --retries=6 --start-period=60s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
# The API. Any other command goes in its place: docker run -i --rm IMAGE translate - < ticket.md
# Run it with --init: without, nobody hears a stop that comes while it starts.
ENTRYPOINT ["translator"]
CMD ["serve", "--host", "0.0.0.0"]
