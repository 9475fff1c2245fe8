import Foundation
import Synchronization

/// A window of the browser: looked at from inside, by scripts that run in it.
final class Page: Sendable {
    /// What a page is given before its own scripts run: a diary of every change of what it shows,
    /// each with the page's own time, and a list of what the browser blocked.
    private static let diary = """
        globalThis.diary = [];
        globalThis.violations = [];
        addEventListener('securitypolicyviolation', (event) =>
          violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
        new MutationObserver((changes) => {
          for (const change of changes) {
            const name = change.target.id || change.target.localName;
            if (change.type === 'attributes' && name)
              diary.push({ at: performance.now(), what: `${name} ${change.attributeName.slice(5)} `
                + change.target.getAttribute(change.attributeName) });
          }
        }).observe(document, { subtree: true, attributes: true, attributeFilter:
          ['data-light', 'data-state', 'data-live', 'data-count', 'data-queue', 'data-link'] });
        """

    private let browser: Chromium
    private let session: String
    private let complaints = Mutex<[String]>([])

    /// Opens a window of this size and goes to an address.
    init(_ browser: Chromium, _ url: String, width: Int = 1024, height: Int = 600) async throws {
        self.browser = browser
        let target = try await browser.send(
            "Target.createTarget", ["url": "about:blank", "newWindow": true])
        let attached = try await browser.send(
            "Target.attachToTarget", ["targetId": target["targetId"], "flatten": true])
        session = attached["sessionId"].text ?? ""
        browser.listen(to: session) { [self] event in note(event) }
        for domain in ["Page", "Runtime", "Log"] { try await send("\(domain).enable") }
        try await send(
            "Page.addScriptToEvaluateOnNewDocument", ["source": .string(Self.diary)])
        try await resize(width, height)
        try await go(to: url)
    }

    @discardableResult
    private func send(_ method: String, _ parameters: JSON = [:]) async throws -> JSON {
        try await browser.send(method, parameters, session: session)
    }

    /// Goes to an address and waits until its scripts have started.
    func go(to url: String) async throws {
        let answer = try await send("Page.navigate", ["url": .string(url)])
        if let fault = answer["errorText"].text {
            throw Chromium.Refusal(description: "\(url): \(fault)")
        }
        try await wait("document.readyState === 'complete'")
    }

    /// Sets the viewport, not the window: a window of 600 lines has a viewport of 457.
    ///
    /// A pixel of the page has `scale` dots along a side.
    func resize(_ width: Int, _ height: Int, scale: Int = 1) async throws {
        try await send(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .number(Double(width)), "height": .number(Double(height)),
                "deviceScaleFactor": .number(Double(scale)), "mobile": false,
            ])
    }

    // MARK: Complaints

    /// What the browser complained about: blocked by the policy, errors of scripts, errors on the
    /// console.
    ///
    /// A station that does not answer is no fault of the page.
    func faults() async throws -> [String] {
        let blocked = try await read("violations").items.compactMap(\.text)
        return complaints.withLock { $0 } + blocked
    }

    private func note(_ event: Chromium.Event) {
        let entry = event.parameters["entry"]
        let fault: String? =
            switch event.method {
            case "Runtime.exceptionThrown":
                "\(event.parameters["exceptionDetails"])"
            case "Runtime.consoleAPICalled" where event.parameters["type"] == "error":
                "\(event.parameters["args"])"
            case "Log.entryAdded" where entry["level"] == "error" && entry["source"] != "network":
                "\(entry["source"].text ?? ""): \(entry["text"].text ?? "")"
            default: nil
            }
        if let fault { complaints.withLock { $0.append(fault) } }
    }

    // MARK: Looking

    /// The value of an expression in the page; promises are waited for.
    /// - Throws: `Chromium.Refusal` with the text of what the expression threw.
    @discardableResult
    func read(_ expression: String) async throws -> JSON {
        let answer = try await send(
            "Runtime.evaluate",
            ["expression": .string(expression), "returnByValue": true, "awaitPromise": true])
        let thrown = answer["exceptionDetails"]
        guard thrown == .null else {
            let words = thrown["exception"]["description"].text ?? thrown["text"].text ?? ""
            throw Chromium.Refusal(description: "\(expression): \(words)")
        }
        return answer["result"]["value"]
    }

    /// Waits until an expression is true, looked at with every change of the page.
    /// - Throws: `Chromium.Refusal` when it is not within so many seconds.
    func wait(_ expression: String, within seconds: Int = 30) async throws {
        try await read(
            """
            new Promise((resolve, reject) => {
              const isTrue = () => (\(expression));
              if (isTrue()) return resolve(true);
              const observer = new MutationObserver(() => { if (isTrue()) end(resolve); });
              const look = setInterval(() => { if (isTrue()) end(resolve); }, 250);
              const late = setTimeout(() => end(() => reject(new Error(
                'not within \(seconds) s; the page shows: ' + document.body.innerText))),
                \(seconds * 1000));
              function end(how) {
                observer.disconnect(); clearInterval(look); clearTimeout(late); how(true);
              }
              observer.observe(document, { subtree: true, childList: true, attributes: true,
                characterData: true });
            })
            """)
    }

    func text(_ id: String) async throws -> String {
        try await read("document.getElementById('\(id)').innerText.trim()").text ?? ""
    }

    func data(_ id: String, _ key: String) async throws -> String {
        try await read("document.getElementById('\(id)').dataset.\(key) ?? ''").text ?? ""
    }

    /// Milliseconds of the page's own clock.
    func now() async throws -> Double {
        try await read("performance.now()").number ?? 0
    }

    /// Every change of light, lamps, sound and contact since a time, in order.
    func diary(since time: Double = 0) async throws -> [(at: Double, what: String)] {
        try await read("diary").items.compactMap { item in
            guard let at = item["at"].number, at >= time, let what = item["what"].text else {
                return nil
            }
            return (at, what)
        }
    }

    /// When something first happened after a time.
    func time(of what: String, since time: Double) async throws -> Double? {
        try await diary(since: time).first { $0.what == what }?.at
    }

    // MARK: Hands

    /// Types as a scanner does that is a keyboard to the computer: all keys at once, then Enter.
    func type(_ text: String) async throws {
        for character in text { try press(String(character), Self.place(of: character)) }
        try press("Enter", "Enter", text: "\r")
        try await read("true")
    }

    private static func place(of character: Character) -> String {
        (character.isNumber ? "Digit" : "Key") + character.uppercased()
    }

    private func press(_ key: String, _ code: String, text: String? = nil) throws {
        let isShifted = key.count == 1 && key != key.lowercased()
        for kind in ["keyDown", "keyUp"] {
            try browser.post(
                "Input.dispatchKeyEvent",
                [
                    "type": .string(kind), "key": .string(key), "code": .string(code),
                    "modifiers": isShifted ? 8 : 0,
                    "text": .string(kind == "keyDown" ? text ?? key : ""),
                ], session: session)
        }
    }

    /// A picture of a part of the page, or of all of it, as base64 of a PNG file.
    func picture(of id: String? = nil) async throws -> String {
        var parameters: [String: JSON] = ["format": "png"]
        if let id {
            let place = try await read(
                """
                (() => { const r = document.getElementById('\(id)').getBoundingClientRect();
                  return { x: r.x, y: r.y, width: r.width, height: r.height, scale: 1 }; })()
                """)
            parameters["clip"] = place
        }
        return try await send("Page.captureScreenshot", .object(parameters))["data"].text ?? ""
    }
}
