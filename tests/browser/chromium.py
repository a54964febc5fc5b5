"""A headless Chromium that is given every page by hand and never touches the network."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

LOAD_SECONDS_MAX = 30
END_SECONDS_MAX = 10
READ_BYTES = 1 << 16

OPTIONS = [
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--renderer-process-limit=1",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-site-isolation-trials",
    "--no-first-run",
    # What is not answered by hand has nowhere to go.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
]


class BrowserError(Exception):
    pass


def is_installed():
    return shutil.which("chromium") is not None


class Chromium:
    """Speaks the Chrome DevTools Protocol over two pipes: JSON messages, each ended by a zero byte.

    One page at a time; `load` may be called any number of times."""

    def __init__(self):
        self._profile = tempfile.TemporaryDirectory(prefix="anchord_chromium_", ignore_cleanup_errors=True)
        self._process, self._to_browser, self._from_browser = _start(self._profile.name)
        self._unread = b""
        self._last_id = 0
        self._session = None
        self._target = None  # the tab; its main frame has the same id
        self._answer = None  # headers and body for the page's own request
        self._loaded = set()  # loader ids of documents that have been parsed
        self._open_tab()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._to_browser)  # which is what ends it
        os.close(self._from_browser)
        try:
            self._process.wait(END_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._profile.cleanup()

    def load(self, url, content_type, body):
        """Makes `body` (bytes) the document at `url`; returns once it has been parsed to its end.

        In a tab of its own: in one with another page, that page's refresh may get in between."""
        self._open_tab()
        self._answer = {
            "responseHeaders": [{"name": "Content-Type", "value": content_type}],
            "body": base64.b64encode(body).decode(),
        }
        started = self._call("Page.navigate", url=url)
        if "errorText" in started:
            raise BrowserError(f"{url}: {started['errorText']}")
        deadline = time.monotonic() + LOAD_SECONDS_MAX
        while started["loaderId"] not in self._loaded:
            self._handle(self._receive(deadline))

    def evaluate(self, expression):
        """The value of a JavaScript expression in the loaded document, scripts off or not."""
        result = self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise BrowserError(json.dumps(result["exceptionDetails"])[:2000])
        return result["result"]["value"]

    def _open_tab(self):
        last, self._session = self._target, None
        self._target = self._call("Target.createTarget", url="about:blank")["targetId"]
        if last is not None:
            self._send("Target.closeTarget", {"targetId": last})
        self._session = self._call("Target.attachToTarget", targetId=self._target, flatten=True)["sessionId"]
        self._call("Page.enable")
        self._call("Page.setLifecycleEventsEnabled", enabled=True)
        self._call("Emulation.setScriptExecutionDisabled", value=True)
        self._call("Fetch.enable", patterns=[{"urlPattern": "*"}])

    def _call(self, method, **params):
        call_id = self._send(method, params)
        deadline = time.monotonic() + LOAD_SECONDS_MAX
        while True:
            message = self._receive(deadline)
            if message.get("id") != call_id:
                self._handle(message)
            elif "error" in message:
                raise BrowserError(f"{method}: {message['error']['message']}")
            else:
                return message["result"]

    def _handle(self, message):
        if message.get("sessionId") != self._session:
            return  # of a tab that is closed
        params = message.get("params", {})
        if message.get("method") == "Fetch.requestPaused":
            self._answer_request(params)
        elif message.get("method") == "Page.lifecycleEvent" and params["name"] == "DOMContentLoaded":
            self._loaded.add(params["loaderId"])
        elif message.get("method") == "Inspector.targetCrashed":
            raise BrowserError("the page's process crashed")

    def _answer_request(self, params):
        """The first request for the document is answered; all that it asks for in turn is not. An
        abort, unlike an error, leaves the document where a meta refresh wants to go elsewhere."""
        request = {"requestId": params["requestId"]}
        is_document = params["resourceType"] == "Document" and params["frameId"] == self._target
        if self._answer is not None and is_document:
            self._send("Fetch.fulfillRequest", request | {"responseCode": 200} | self._answer)
            self._answer = None
        else:
            self._send("Fetch.failRequest", request | {"errorReason": "Aborted"})

    def _send(self, method, params):
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        unsent = json.dumps(message).encode() + b"\0"
        while unsent:
            unsent = unsent[os.write(self._to_browser, unsent) :]
        return self._last_id

    def _receive(self, deadline):
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._from_browser], [], [], max(0, deadline - time.monotonic()))
            received = os.read(self._from_browser, READ_BYTES) if ready else b""
            if not received:
                raise BrowserError("no answer within the time" if not ready else "the browser ended")
            self._unread += received
        message, self._unread = self._unread.split(b"\0", 1)
        return json.loads(message)


def _start(profile):
    """Starts the browser with its commands on descriptor 3 and its answers on descriptor 4."""
    commands_end, to_browser = os.pipe()
    from_browser, answers_end = os.pipe()
    # Out of the way of 3 and 4, which the pipes themselves may have got.
    commands, answers = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (commands_end, answers_end))

    def place_descriptors():
        os.dup2(commands, 3)
        os.dup2(answers, 4)

    command = ["chromium", *OPTIONS, f"--user-data-dir={profile}"]
    if os.geteuid() == 0:
        command.append("--no-sandbox")  # Chromium refuses to run as root with it
    process = subprocess.Popen(
        command,
        preexec_fn=place_descriptors,
        pass_fds=(3, 4),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for end in (commands_end, answers_end, commands, answers):
        os.close(end)
    return process, to_browser, from_browser
