"use strict";

// The keeper's page: shows the station's state as it arrives, sounds once for each new scan, and
// collects what a keyboard-wedge scanner or the keeper types. It decides nothing by itself.

(() => {
  const STATE_VERSION = 2;
  const RECENT_SHOWN = 5;

  // Contact with the station, in milliseconds.
  const SILENCE_IS_OLD = 20_000;
  const ASK_AFTER_SILENCE = 16_000;  // before that, ask once whether anything changed
  const ASK_TIMEOUT = 3_000;
  const RECONNECT_AFTER = 1_000;
  const STUCK_RECONNECT = 10_000;
  const INPUT_TIMEOUT = 5_000;
  const INPUT_SLOW = 600;
  const TICK = 500;

  // Typing. A scanner sends a character every 1 to 30 ms, a fast typist one every 120.
  const PAUSE_IS_HAND = 300;
  const SCANNER_MEAN_GAP = 50;
  const SCANNER_MIN_CHARACTERS = 4;
  const MANUAL_FORGOTTEN = 20_000;
  const MAX_CHARACTERS = 512;
  const MAX_WAITING_INPUTS = 32;

  const FIT_SMALLEST = 0.3;
  const FIT_ROUNDS = 6;
  /** How far a glyph may reach over its line, in heights of the font. */
  const OVERHANG_MAX = 0.5;
  const POINTER_IDLE = 4_000;
  const NEXT_QUESTION_AFTER = 1_000;
  const CHINA_OFFSET = 8 * 3_600_000;  // one time zone, no summer time

  const TEXT = {
    expected: { zh: "待到件", en: "Expected" },
    received: { zh: "今日入库", en: "Taken in" },
    handedOut: { zh: "今日取走", en: "Handed out" },
    inStock: { zh: "在库", en: "In stock" },
    held: { zh: "待确认", en: "To confirm" },
    labelPrinted: { zh: "打出来了", en: "Yes, it came out" },
    labelReprint: { zh: "没有，补打", en: "No, print it again" },
    orScan: { zh: "或扫", en: "or scan" },
    manual: { zh: "手工输入", en: "Typed by hand" },
    manualKeys: { zh: "回车送出 · 退格改 · Esc 取消", en: "Enter: send · Backspace · Esc: cancel" },
    manualNoEnter: {
      zh: "按回车送出；扫码枪没有发送回车，请设置",
      en: "Press Enter. The scanner sends no Enter: set its suffix",
    },
    manualTooLong: { zh: "太长了，按 Esc 清除", en: "Too long: Esc clears it" },
    connecting: { zh: "正在连接本机服务…", en: "Connecting to the station…" },
    old: {
      zh: "画面是旧的！请先停手，正在重连…",
      en: "THIS SCREEN IS OLD. Stop until it is back; reconnecting by itself",
    },
    wrongVersion: {
      zh: "程序已更新，正在重新打开页面…",
      en: "The station was updated: opening the page again",
    },
    seconds: { zh: "秒", en: "s" },
    shownFrom: { zh: "停在", en: "as of" },
    staleTitle: { zh: "旧", en: "OLD" },
    notSent: { zh: "没有送到", en: "Not received by the station" },
    notSentNext: { zh: "请再扫一次；还不行就停止收件", en: "Scan it again; if that fails, stop taking in" },
    broken: { zh: "没有读全", en: "Read only in part" },
    brokenNext: { zh: "请再扫一次", en: "Scan it again" },
    sending: { zh: "处理中…", en: "Working…" },
    sendingNext: { zh: "请稍等", en: "Please wait" },
    soundOn: { zh: "声音开", en: "sound" },
    soundOff: { zh: "无声，请按键", en: "press a key" },
    speechOn: { zh: "语音开", en: "voice" },
    speechOff: { zh: "语音关", en: "voice" },
    queue: { zh: "待传", en: "waiting" },
    noWeight: { zh: "无秤数", en: "No weight" },
    paperChanged: { zh: "已换好", en: "It is changed" },
    paperBusy: { zh: "正在打印…", en: "Printing: not yet" },
    paperKept: { zh: "没换，继续打", en: "Same paper, go on" },
    paperDropped: { zh: "不打了", en: "Do not print them" },
    labelPicture: { zh: "标签的样子，点一下放大", en: "What the label looks like; tap to enlarge" },
  };

  const WEIGHT_TEXT = {
    stable: { zh: "重量 已稳", en: "Weight, stable" },
    moving: { zh: "重量 未稳", en: "Weight, moving" },
    overload: { zh: "超载", en: "Overload" },
    underload: { zh: "欠载", en: "Underload" },
    "zero-needed": { zh: "请清零", en: "Zero the scale" },
    fault: { zh: "秤故障", en: "Scale fault" },
    stale: { zh: "秤没有回答", en: "Scale silent" },
  };

  const MARK = { green: "✓", amber: "!", red: "✗", idle: "·", stale: "?" };

  const byId = (id) => document.getElementById(id);
  const isPair = (value) => value !== null && typeof value === "object";

  // ---- Writing to the page: only text, only what changed ------------------------------------

  function setText(element, text) {
    const value = text === null || text === undefined ? "" : String(text);
    if (element.textContent === value) return false;
    element.textContent = value;
    return true;
  }

  function setData(element, key, value) {
    if (element.dataset[key] !== String(value)) element.dataset[key] = value;
  }

  function show(element, visible) {
    if (element.hidden === visible) element.hidden = !visible;
  }

  /** More lines than the place has; a glyph may reach over its line without being one. */
  function isTooTall(element) {
    const overhang = parseFloat(getComputedStyle(element).fontSize) * OVERHANG_MAX;
    return element.matches(".lamp .zh") && element.scrollHeight > element.clientHeight + overhang;
  }

  /** Makes the text of an element as much smaller as it must be to stand in its place. */
  function fit(element) {
    let scale = 1;
    element.style.setProperty("--fit", scale);
    for (let round = 0; round < FIT_ROUNDS; round += 1) {
      const place = element.clientWidth;
      const tooTall = isTooTall(element);
      if (place === 0 || (element.scrollWidth <= place && !tooTall)) return;
      const step = Math.min(0.99 * place / element.scrollWidth, tooTall ? 0.92 : 1);
      scale = Math.max(FIT_SMALLEST, scale * step);
      element.style.setProperty("--fit", scale.toFixed(3));
    }
  }

  function languageSpan(className, lang) {
    const span = document.createElement("span");
    span.className = className;
    span.lang = lang;
    return span;
  }

  /** Chinese first, English second, in two elements of their own. */
  function setPair(element, pair) {
    if (element.childElementCount === 0) {
      element.append(languageSpan("zh", "zh-CN"), languageSpan("en", "en"));
    }
    const [zh, en] = element.children;
    const value = isPair(pair) ? pair : { zh: "", en: "" };
    const changed = [setText(zh, value.zh), setText(en, value.en)].some(Boolean);
    if (changed) fitPair(element);
  }

  function fitPair(element) {
    for (const span of element.children) fit(span);
  }

  function fitAll() {
    for (const element of document.querySelectorAll(".fit, #station, .lamp .zh, .lamp .en")) {
      fit(element);
    }
    for (const element of document.querySelectorAll(".pair")) fitPair(element);
  }

  function clockText(wall) {
    const time = new Date(wall + CHINA_OFFSET);
    return Number.isNaN(time.getTime()) ? "" : time.toISOString().slice(11, 19);
  }

  // ---- Sound ---------------------------------------------------------------------------------

  // Each tone: hertz, start and length in seconds, wave. Square waves carry on small loudspeakers.
  const TONES = {
    ok: [[1480, 0, 0.16, "sine"]],
    warn: [[700, 0, 0.15, "square"], [700, 0.25, 0.15, "square"]],
    error: [[185, 0, 0.9, "square"]],
  };
  const VOLUME = { sine: 0.8, square: 0.35 };
  const SOUND_LATEST = 400;  // a tone later than this would be taken for the next scan's

  let audio = null;

  function audioContext() {
    if (audio === null && "AudioContext" in window) {
      audio = new AudioContext();
      audio.addEventListener("statechange", showSoundState);
    }
    return audio;
  }

  function unlockSound() {
    const context = audioContext();
    if (context !== null && context.state !== "running") context.resume().catch(() => {});
  }

  function showSoundState() {
    const on = audio !== null && audio.state === "running";
    setData(byId("sound"), "state", on ? "on" : "off");
    const words = on ? TEXT.soundOn : TEXT.soundOff;
    setPair(byId("sound"), words);
  }

  function tone(context, [hertz, start, length, wave]) {
    const begin = context.currentTime + 0.01 + start;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(VOLUME[wave], begin + 0.008);
    gain.gain.setValueAtTime(VOLUME[wave], begin + length - 0.03);
    gain.gain.linearRampToValueAtTime(0, begin + length);
    const oscillator = context.createOscillator();
    oscillator.type = wave;
    oscillator.frequency.value = hertz;
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(begin);
    oscillator.stop(begin + length + 0.02);
  }

  function play(name) {
    const tones = TONES[name];
    const context = audioContext();
    if (tones === undefined || context === null) return;
    if (context.state === "running") {
      for (const each of tones) tone(context, each);
      return;
    }
    const asked = performance.now();
    context.resume().then(() => {
      if (performance.now() - asked < SOUND_LATEST) for (const each of tones) tone(context, each);
    }).catch(() => {});
  }

  // ---- Voice, off unless the keeper wants it ---------------------------------------------------

  const SPEECH_KEY = "cunzhan-speech";
  let speaking = false;

  function loadSpeech() {
    try { speaking = localStorage.getItem(SPEECH_KEY) === "on"; } catch { speaking = false; }
  }

  function toggleSpeech() {
    speaking = !speaking;
    try { localStorage.setItem(SPEECH_KEY, speaking ? "on" : "off"); } catch { /* until reload */ }
    if (!speaking && "speechSynthesis" in window) speechSynthesis.cancel();
    showSpeech();
  }

  function showSpeech() {
    const words = speaking ? TEXT.speechOn : TEXT.speechOff;
    setPair(byId("speech"), words);
    byId("speech").setAttribute("aria-pressed", String(speaking));
  }

  function say(scan) {
    if (!speaking || !("speechSynthesis" in window)) return;
    // One digit after the other, the way a pickup code is called out.
    const code = scan.big.replace(/-/g, "，").replace(/(\d)(?=\d)/g, "$1 ");
    const words = new SpeechSynthesisUtterance(`${scan.title.zh}。${code}`);
    words.lang = "zh-CN";
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  }

  // ---- The last scan ---------------------------------------------------------------------------

  let state = null;         // as last received
  let live = false;         // whether what is shown is known to be now
  let lastScan = null;      // the id reacted to last
  let localResult = null;   // shown instead of the last scan: an input that did not arrive
  let flash = "a";
  let soundCount = 0;

  function react(scan) {
    flash = flash === "a" ? "b" : "a";
    setData(byId("scan-light"), "flash", flash);
    if (scan.sound !== "none") {
      soundCount += 1;
      setData(byId("sound"), "count", soundCount);
      setData(byId("sound"), "last", scan.sound);
      setData(byId("sound"), "scan", scan.id);
      play(scan.sound);
    }
    say(scan);
  }

  /** Reacts once to each scan this page has not seen; what was there when it opened is old. */
  function noticeScan(scan) {
    const isNew = lastScan !== null && scan.id > lastScan;
    const isOther = scan.id !== lastScan;
    lastScan = scan.id;  // a lower one: the station began to count anew
    if (isOther) localResult = null;
    if (isNew) react(scan);
    return isNew;
  }

  function showScan() {
    const shown = localResult ?? state?.scan;
    if (shown === undefined || shown === null) return;
    const field = byId("scan-light");
    const known = Object.hasOwn(MARK, shown.light) ? shown.light : "idle";
    const light = live ? known : "stale";
    setData(field, "light", light);
    setData(field, "id", shown.id);
    setData(field, "big", shown.big === "" ? "no" : "yes");
    setData(byId("scan-symbol"), "symbol", MARK[light]);
    setPair(byId("scan-title"), live ? shown.title : {
      zh: `${TEXT.staleTitle.zh}：${shown.title.zh}`,
      en: `${TEXT.staleTitle.en}: ${shown.title.en}`,
    });
    setPair(byId("scan-detail"), shown.detail);
    setText(byId("scan-big"), shown.big);
    showLabel(byId("scan-label"), shown.label ?? null);
    setPair(byId("scan-next"), live ? shown.next : null);
    // The place changes with and without a code, so measure all of it.
    fit(byId("scan-big"));
    for (const id of ["scan-title", "scan-detail", "scan-next"]) fitPair(byId(id));
  }

  // ---- Pictures of labels ----------------------------------------------------------------------

  const pictureOf = (job) => `/labels/${job}.png`;

  /** Shows the label of a job as it is printed; one that cannot be drawn leaves its place empty. */
  function showLabel(frame, job) {
    const image = frame.firstElementChild;
    const address = job === null ? "" : pictureOf(job);
    if (image.getAttribute("src") === address) return;
    show(frame, false);
    if (address === "") image.removeAttribute("src");
    else image.setAttribute("src", address);
  }

  function enlarge(frame) {
    const large = byId("large-label");
    const address = frame.firstElementChild.getAttribute("src");
    closeLarge();
    if (frame !== large) large.firstElementChild.setAttribute("src", address);
  }

  function closeLarge() {
    const large = byId("large-label");
    show(large, false);
    large.firstElementChild.removeAttribute("src");
  }

  /** What is enlarged is a person's: it goes with its question, and never hides the next scan. */
  function showsEnlarged(received) {
    const address = byId("large-label").firstElementChild.getAttribute("src");
    return [received.scan.label, received.doubtfulLabel?.job, received.otherPaper?.label]
      .some((job) => address === pictureOf(job));
  }

  function prepareLabels() {
    for (const frame of document.querySelectorAll(".label")) {
      frame.setAttribute("aria-label", `${TEXT.labelPicture.zh} ${TEXT.labelPicture.en}`);
      frame.addEventListener("click", () => { frame.blur(); enlarge(frame); });
      const image = frame.firstElementChild;
      image.addEventListener("load", () => { show(frame, true); fitAll(); });
      // Tried again with the next state: the station may have been busy.
      image.addEventListener("error", () => {
        show(frame, false);
        image.removeAttribute("src");
        fitAll();
      });
    }
  }

  // ---- The rest of the state -------------------------------------------------------------------

  function recentPlaces() {
    const list = byId("recent");
    while (list.childElementCount < RECENT_SHOWN) {
      const item = document.createElement("li");
      const mark = document.createElement("span");
      mark.className = "mark";
      const code = document.createElement("b");
      code.className = "fit";
      const title = document.createElement("p");
      title.className = "pair";
      item.append(mark, code, title);
      list.append(item);
    }
    return list.children;
  }

  function showRecent(recent) {
    Array.from(recentPlaces()).forEach((item, index) => {
      const scan = recent[index];
      const [mark, code, title] = item.children;
      setData(item, "light", scan?.light ?? "none");
      setData(item, "id", scan?.id ?? "");
      setText(mark, scan === undefined ? "" : MARK[scan.light] ?? MARK.idle);
      if (setText(code, scan?.big === "" ? "—" : scan?.big)) fit(code);
      setPair(title, scan?.title);
    });
  }

  function showToday(today) {
    setText(byId("count-expected"), today.expected);
    setText(byId("count-received"), today.received);
    setText(byId("count-handed-out"), today.handedOut);
    setText(byId("count-in-stock"), today.inStock);
    setText(byId("count-held"), today.held);
    setData(byId("count-held").parentElement, "some", today.held > 0 ? "yes" : "no");
  }

  /** A number is shown only where the scale gives one: silence and faults are never a number. */
  function showWeight(weight) {
    const words = weight === null ? null : WEIGHT_TEXT[weight.state] ?? WEIGHT_TEXT.fault;
    const hasNumber = weight !== null && ["stable", "moving"].includes(weight.state);
    const remark = hasNumber && isPair(weight.remark) ? weight.remark : null;
    setData(byId("weight"), "state", weight?.state ?? "none");
    setData(byId("weight"), "remark", remark === null ? "no" : "yes");
    const text = hasNumber && weight.text ? weight.text : words?.zh ?? "—";
    if (setText(byId("weight-text"), text)) fit(byId("weight-text"));
    setPair(byId("weight-state"), words === null ? TEXT.noWeight
      : remark ?? (hasNumber ? words : { zh: "秤", en: words.en }));
  }

  function lampFor(name) {
    const id = `device-${name.replace(/[^A-Za-z0-9_-]/g, "-")}`;
    const known = byId(id);
    if (known !== null) return known;
    const lamp = document.createElement("li");
    lamp.id = id;
    lamp.className = "lamp";
    lamp.append(languageSpan("zh", "zh-CN"), languageSpan("en", "en"));
    byId("lamps").append(lamp);
    return lamp;
  }

  function showDevices(devices) {
    const shown = devices.map((device) => {
      const lamp = lampFor(device.name);
      setData(lamp, "state", device.state);
      const [zh, en] = lamp.children;
      const changed = [
        setText(zh, `${device.label.zh} ${device.text.zh}`),
        setText(en, `${device.label.en} ${device.text.en}`),
      ].some(Boolean);
      if (changed) [zh, en].forEach(fit);
      return lamp;
    });
    for (const lamp of document.querySelectorAll("#lamps > .lamp:not(#link-state)")) {
      if (!shown.includes(lamp)) lamp.remove();
    }
  }

  function showLink(link) {
    const lamp = byId("link-state");
    setData(lamp, "state", link.state);
    setData(lamp, "queue", link.queue);
    setText(byId("link-zh"), link.text.zh);
    setText(byId("link-queue"), `${TEXT.queue.zh} ${link.queue}`);
    setText(byId("link-en"), `${link.text.en} · ${link.queue} ${TEXT.queue.en}`);
    for (const line of lamp.children) fit(line);
  }

  let stoppedBefore = false;

  function showStopped(stopped) {
    const isStopped = stopped !== null;
    show(byId("stopped"), isStopped);
    setPair(byId("stopped-text"), stopped);
    if (isStopped && !stoppedBefore) play("error");
    stoppedBefore = isStopped;
  }

  // ---- The label nobody knows the fate of ------------------------------------------------------

  function showDoubtful(label) {
    const panel = byId("doubtful");
    const wasOpen = !panel.hidden;
    const isSame = wasOpen && panel.dataset.job === String(label?.job);
    show(panel, label !== null);
    showLabel(byId("doubtful-label"), label?.job ?? null);
    if (label === null) return;
    setData(panel, "code", label.big);
    setData(panel, "job", label.job);
    if (!wasOpen) allowChoices(true);
    // The second tap of a double one must not answer for the next label.
    if (wasOpen && !isSame) {
      allowChoices(false);
      setTimeout(() => allowChoices(true), NEXT_QUESTION_AFTER);
    }
    setPair(byId("doubtful-question"), label.question);
    setText(byId("doubtful-big"), label.big);
    fit(byId("doubtful-big"));
  }

  function allowChoices(allowed, panel = byId("doubtful")) {
    for (const button of panel.querySelectorAll("[data-choice]")) {
      // Only the paper stays while labels for it come first: what waits can be dropped all the same.
      const waits = button.dataset.choice === "changed" && panel.dataset.busy === "yes";
      button.setAttribute("aria-disabled", String(!allowed || waits));
    }
  }

  async function choose(button, address, subject) {
    const panel = button.parentElement;
    button.blur();  // or the Enter of the next scan would press it again
    if (button.getAttribute("aria-disabled") === "true") return;
    allowChoices(false, panel);
    const arrived = await post(address, { choice: button.dataset.choice, ...subject() });
    if (!arrived) inputFailed("");
    // The question goes away by the next state; if it stays, it may be answered again.
    setTimeout(() => allowChoices(true, panel), arrived ? INPUT_TIMEOUT : 0);
  }

  // ---- Other paper -----------------------------------------------------------------------------

  /** One question at a time: the label in doubt comes first. */
  function showPaper(paper, isLater) {
    const panel = byId("paper");
    const isShown = isPair(paper) && !isLater;
    const wasOpen = !panel.hidden;
    const choices = isShown ? `${paper.isDoubtful} ${paper.mayDrop}` : "";
    const hasRoomAsBefore = wasOpen && panel.dataset.choices === choices;
    const isSame = wasOpen && isShown && panel.dataset.medium === paper.medium
      && panel.dataset.busy === (paper.isBusy ? "yes" : "no");
    show(panel, isShown);
    showLabel(byId("paper-label"), isShown ? paper.label ?? null : null);
    if (!isShown) return;
    setData(panel, "medium", paper.medium);
    setData(panel, "choices", choices);
    setData(panel, "busy", paper.isBusy ? "yes" : "no");
    if (!isSame) allowChoices(true, panel);
    setText(byId("paper-big"), paper.big);
    setPair(byId("paper-question"), paper.question);
    setPair(byId("paper-waiting"), paper.waiting);
    setPair(byId("paper-changed").querySelector(".pair"),
      paper.isBusy ? TEXT.paperBusy : TEXT.paperChanged);
    show(byId("paper-kept"), paper.isDoubtful);
    show(byId("paper-dropped"), paper.mayDrop);
    fit(byId("paper-big"));
    if (!hasRoomAsBefore) for (const pair of panel.querySelectorAll(".pair")) fitPair(pair);
  }

  // ---- Sending what was typed ------------------------------------------------------------------

  async function post(path, body) {
    try {
      const answer = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Cunzhan-Kiosk": "1" },
        body: JSON.stringify(body),
        cache: "no-store",
        signal: AbortSignal.timeout(INPUT_TIMEOUT),
      });
      return answer.ok;
    } catch {
      return false;
    }
  }

  let inputs = Promise.resolve();  // one after the other, in the order typed
  let waitingInputs = 0;
  let inputFailures = 0;

  function send(code) {
    if (waitingInputs >= MAX_WAITING_INPUTS) return inputFailed(code);
    waitingInputs += 1;
    inputs = inputs.then(async () => {
      const slow = setTimeout(() => showLocal("idle", TEXT.sending, code, TEXT.sendingNext), INPUT_SLOW);
      const arrived = await post("/input", { code });
      clearTimeout(slow);
      waitingInputs -= 1;
      if (arrived) clearLocal();
      else inputFailed(code);
    });
  }

  function showLocal(light, title, detail, next) {
    const shortened = detail.length > 30 ? `${detail.slice(0, 30)}…` : detail;
    localResult = { id: "local", light, big: "", title, detail: { zh: shortened, en: "" }, next };
    showScan();
  }

  function clearLocal() {
    if (localResult === null) return;
    localResult = null;
    showScan();
  }

  /** Never sent again by itself: it may have arrived although the answer did not. */
  function inputFailed(code) {
    inputFailures += 1;
    setData(byId("manual"), "failures", inputFailures);
    showLocal("red", TEXT.notSent, code, TEXT.notSentNext);
    play("error");
  }

  /** A part of a code could be another parcel's: better once more than wrong. */
  function inputBroken(code) {
    showLocal("red", TEXT.broken, code, TEXT.brokenNext);
    play("error");
  }

  // ---- Keys: a scanner that types, or a hand ---------------------------------------------------

  // With NumLock off the keypad's keys are called End, ArrowDown …; their places are the same.
  const KEYPAD = {
    NumpadDecimal: ".", NumpadComma: ".", NumpadSubtract: "-", NumpadAdd: "+",
    NumpadMultiply: "*", NumpadDivide: "/",
  };
  const PLACES = { Minus: "-", Slash: "/", Period: ".", Comma: ",", Equal: "=", Space: " " };
  const GROUP_SEPARATOR = "\u001D";

  function keypadCharacter(code) {
    return /^Numpad\d$/.test(code) ? code.at(-1) : KEYPAD[code];
  }

  /** What the key says by its place, for when an input method has swallowed its name. */
  function placeCharacter(event) {
    if (/^Key[A-Z]$/.test(event.code)) {
      const letter = event.code.at(-1);
      return event.shiftKey ? letter : letter.toLowerCase();
    }
    return /^Digit\d$/.test(event.code) ? event.code.at(-1) : PLACES[event.code];
  }

  const narrow = (text) =>
    text.replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xFEE0));

  /** The character of a key as typed, and as a scanner meant it (CapsLock left out); or nothing. */
  function characterOf(event) {
    const keypad = keypadCharacter(event.code);
    if (keypad !== undefined) return { typed: keypad, meant: keypad };
    if (event.ctrlKey) {
      const isSeparator = event.key === "]" || event.code === "BracketRight";
      return isSeparator ? { typed: GROUP_SEPARATOR, meant: GROUP_SEPARATOR } : undefined;
    }
    if (Array.from(event.key).length === 1) {
      const typed = narrow(event.key);
      const isLetter = /^[A-Za-z]$/.test(typed) && event.getModifierState("CapsLock");
      const upper = event.shiftKey ? typed.toUpperCase() : typed.toLowerCase();
      return { typed, meant: isLetter ? upper : typed };
    }
    if (event.key !== "Process" && event.key !== "Unidentified") return undefined;
    const placed = placeCharacter(event);
    return placed === undefined ? undefined : { typed: placed, meant: placed };
  }

  let strokes = [];        // { typed, meant, at }
  let manualOpen = false;
  let unterminated = false;  // what is shown came at a scanner's speed, but without Enter
  let interrupted = false;   // such a part was dropped for what followed it
  let pauseTimer = 0;
  let forgetTimer = 0;

  function meanGap(part, end) {
    return part.length === 0 ? Infinity : (end - part[0].at) / part.length;
  }

  /** The part at the end that came without a pause. */
  function withoutPause() {
    let first = strokes.length - 1;
    while (first > 0 && strokes[first].at - strokes[first - 1].at < PAUSE_IS_HAND) first -= 1;
    return strokes.slice(Math.max(first, 0));
  }

  function isFromScanner(part, end) {
    return part.length >= SCANNER_MIN_CHARACTERS && meanGap(part, end) <= SCANNER_MEAN_GAP;
  }

  /** Surely by a hand: a scan that faltered would look the same after one key. */
  function isByHand(part) {
    const gaps = part.length - 1;
    return gaps > 0 && (part.at(-1).at - part[0].at) / gaps > SCANNER_MEAN_GAP;
  }

  function typed(character, at) {
    if (unterminated) {
      closeManual();
      interrupted = true;
    }
    if (strokes.length >= MAX_CHARACTERS) return showManual(TEXT.manualTooLong);
    strokes.push({ ...character, at });
    if (manualOpen) showManual(TEXT.manualKeys);
    clearTimeout(pauseTimer);
    pauseTimer = setTimeout(paused, PAUSE_IS_HAND);
  }

  /** No Enter came: a hand is typing, or a scanner sends none. */
  function paused() {
    if (strokes.length === 0) return;
    unterminated = !manualOpen && isFromScanner(strokes, strokes.at(-1).at);
    showManual(unterminated ? TEXT.manualNoEnter : TEXT.manualKeys);
  }

  function ended(at) {
    clearTimeout(pauseTimer);
    const tail = withoutPause();
    const scanned = isFromScanner(tail, at);
    const before = scanned && !unterminated ? strokes.slice(0, -tail.length) : [];
    const part = strokes.slice(before.length);
    const code = part.map((stroke) => (scanned ? stroke.meant : stroke.typed)).join("").trim();
    const isWhole = !interrupted && strokes.length < MAX_CHARACTERS
      && (before.length === 0 || isByHand(before));
    closeManual();
    if (!isWhole) return inputBroken(code);
    if (before.length > 0) {
      strokes = before;  // a scan in the middle of typing leaves the typed part alone
      showManual(TEXT.manualKeys);
    }
    if (code !== "") send(code);
  }

  function showManual(hint) {
    manualOpen = true;
    show(byId("manual"), true);
    setText(byId("manual-text"), strokes.map((stroke) => stroke.typed).join("")
      .replaceAll(GROUP_SEPARATOR, "␝"));
    setPair(byId("manual-hint"), hint);
    fitPair(byId("manual-hint"));
    fit(byId("manual-text"));
    clearTimeout(forgetTimer);
    forgetTimer = setTimeout(closeManual, MANUAL_FORGOTTEN);
  }

  function closeManual() {
    clearTimeout(pauseTimer);
    clearTimeout(forgetTimer);
    strokes = [];
    manualOpen = false;
    unterminated = false;
    interrupted = false;
    show(byId("manual"), false);
  }

  /** Enter, or what scanners send instead: Tab after a scan, line feed as Ctrl+J. */
  function isEnd(event) {
    if (event.key === "Enter" || event.code === "NumpadEnter") return true;
    if (event.ctrlKey && ["KeyJ", "KeyM"].includes(event.code)) return true;
    return event.key === "Tab" && isFromScanner(withoutPause(), event.timeStamp);
  }

  function onKey(event) {
    unlockSound();
    if (event.metaKey || event.altKey) return;
    const onButton = document.activeElement instanceof HTMLButtonElement;
    if (strokes.length === 0 && onButton && [" ", "Enter"].includes(event.key)) return;
    if (isEnd(event)) {
      event.preventDefault();
      if (!event.repeat) ended(event.timeStamp);
    } else if (event.key === "Backspace") {
      event.preventDefault();
      strokes.pop();
      unterminated = false;
      if (strokes.length === 0) closeManual();
      else showManual(TEXT.manualKeys);
    } else if (event.key === "Escape") {
      closeManual();
    } else {
      const character = characterOf(event);
      if (character === undefined) return;
      event.preventDefault();  // no scrolling by space or arrows, no button pressed
      if (!event.repeat) typed(character, event.timeStamp);
    }
  }

  // ---- Contact with the station ----------------------------------------------------------------

  let stream = null;
  let heardAt = null;      // when the station was last heard of
  let streamBeganAt = 0;
  let asking = false;
  let reconnectTimer = 0;
  let everLive = false;

  function setLive(now, reason) {
    const was = live;
    live = now;
    setData(document.body, "live", now ? "yes" : "no");
    show(byId("stale"), !now);
    if (!now) {
      setData(byId("stale"), "reason", reason);
      setPair(byId("stale-text"), reason === "connecting" ? TEXT.connecting
        : reason === "version" ? TEXT.wrongVersion : TEXT.old);
      fitPair(byId("stale-text"));
      showAge();
    }
    if (was !== now) showScan();
    if (was && !now) play("error");
  }

  function showAge() {
    if (heardAt === null || state === null) return;
    const seconds = Math.floor((performance.now() - heardAt) / 1000);
    setText(byId("stale-age"), `${seconds} ${TEXT.seconds.zh}`);
    setPair(byId("stale-since"), {
      zh: `${TEXT.shownFrom.zh} ${clockText(state.wall)}`,
      en: `${TEXT.shownFrom.en} ${clockText(state.wall)}`,
    });
  }

  function heard() {
    heardAt = performance.now();
  }

  /** Shows a state; false when it cannot be understood, which is not contact. */
  function take(text) {
    let received;
    try { received = JSON.parse(text); } catch { return false; }
    if (received?.version !== STATE_VERSION) {
      setLive(false, "version");
      setTimeout(() => location.reload(), STUCK_RECONNECT);
      return false;
    }
    const before = state;
    try {
      state = received;
      showRest(received);
      if (noticeScan(received.scan) || !showsEnlarged(received)) closeLarge();
    } catch {
      state = before;
      return false;
    }
    heard();
    everLive = true;
    setLive(true);
    showScan();
    return true;
  }

  function showRest(received) {
    if (setText(byId("station"), received.station)) fit(byId("station"));
    showRecent(received.recent);
    showToday(received.today);
    showWeight(received.weight);
    showDevices(received.devices);
    showLink(received.link);
    showDoubtful(received.doubtfulLabel);
    showPaper(received.otherPaper, received.doubtfulLabel !== null);
    showStopped(received.stopped);
  }

  function lose() {
    setLive(false, everLive ? "old" : "connecting");
  }

  function connect() {
    clearTimeout(reconnectTimer);
    stream?.close();
    stream = new EventSource("/events");
    streamBeganAt = performance.now();
    stream.addEventListener("message", (event) => { if (!take(event.data)) lose(); });
    stream.addEventListener("beat", () => { if (live) heard(); });
    stream.addEventListener("error", () => {
      stream.close();
      lose();
      clearTimeout(reconnectTimer);
      reconnectTimer = setTimeout(connect, RECONNECT_AFTER);
    });
  }

  // A comment in the stream keeps it open but is not shown to a page. So a stream without events
  // is asked about once in a while; an answer that differs means that the stream has stuck.
  async function ask() {
    asking = true;
    try {
      const answer = await fetch("/state", {
        cache: "no-store", signal: AbortSignal.timeout(ASK_TIMEOUT),
      });
      const text = await answer.text();
      if (!answer.ok || !live) return;
      const scanBefore = lastScan;
      if (take(text) && lastScan !== scanBefore) connect();
    } catch {
      // No answer: the silence goes on and is shown when its time has come.
    } finally {
      asking = false;
    }
  }

  function tick() {
    const now = performance.now();
    const silence = now - (heardAt ?? streamBeganAt);
    if (live && silence >= SILENCE_IS_OLD) lose();
    if (live && silence >= ASK_AFTER_SILENCE && !asking) ask();
    if (!live && now - streamBeganAt >= STUCK_RECONNECT) connect();
    if (!live) showAge();
  }

  // ---- Start -----------------------------------------------------------------------------------

  let pointerTimer = 0;

  function pointerMoved() {
    document.body.classList.remove("pointer-idle");
    clearTimeout(pointerTimer);
    pointerTimer = setTimeout(() => document.body.classList.add("pointer-idle"), POINTER_IDLE);
  }

  function start() {
    for (const element of document.querySelectorAll("[data-text]")) {
      setPair(element, TEXT[element.dataset.text]);
    }
    recentPlaces();
    loadSpeech();
    showSpeech();
    audioContext();
    showSoundState();
    document.addEventListener("keydown", onKey, true);
    document.addEventListener("pointerdown", unlockSound, true);
    document.addEventListener("pointermove", pointerMoved);
    byId("speech").addEventListener("click", () => { byId("speech").blur(); toggleSpeech(); });
    prepareLabels();
    for (const button of byId("doubtful").querySelectorAll("[data-choice]")) {
      button.addEventListener("click", () => choose(
        button, "/labels/unknown", () => ({ job: Number(byId("doubtful").dataset.job) })));
    }
    for (const button of byId("paper").querySelectorAll("[data-choice]")) {
      button.addEventListener("click", () => choose(
        button, "/labels/paper", () => ({ medium: byId("paper").dataset.medium })));
    }
    window.addEventListener("resize", fitAll);
    setLive(false, "connecting");
    connect();
    setInterval(tick, TICK);
  }

  start();
})();
