"""A machine in QEMU with one USB serial adapter that can be plugged in and pulled out."""

import base64
import json
import os
import select
import socket
import subprocess
import time

# Seconds. Emulated without KVM on a busy machine, a boot takes most of a minute.
BOOT_MAX = 240
# A kernel's first words come within a second, where the processor's help works at all.
FIRST_WORDS_MAX = 10
ANSWER_MAX = 120


class Fault(Exception):
    """The machine did not do what it must; the text says what."""


class Lines:
    """Lines over a connected socket."""

    def __init__(self, connection):
        self.connection = connection
        self.rest = b""

    def read(self, seconds):
        """The next line without its end; None when the time is up."""
        ends = time.monotonic() + seconds
        while b"\n" not in self.rest:
            left = ends - time.monotonic()
            if left <= 0 or not select.select([self.connection], [], [], left)[0]:
                return None
            chunk = self.connection.recv(65536)
            if not chunk:
                raise Fault("the machine closed the connection")
            self.rest += chunk
        line, self.rest = self.rest.split(b"\n", 1)
        return line

    def write(self, line):
        self.connection.sendall(line + b"\n")


class Machine:
    """One power-on of the machine, from the start of QEMU to its end."""

    # What was seen to work: "kvm", else "tcg", plain emulation, some ten times slower.
    accel = os.environ.get("ACCEL")

    def __init__(self, folder, name):
        self.folder = folder
        self.name = name
        self.console = self.path(f"console-{name}.log")
        self.usb = None
        self.process = None
        self.agent = None
        self.qmp = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cut()

    # Power

    def start(self):
        """Switches on; returns as soon as QEMU runs.

        /dev/kvm may be there and still not work, inside another virtual machine for example:
        then QEMU ends or the kernel never says a word.
        """
        if Machine.accel is None and os.access("/dev/kvm", os.R_OK | os.W_OK):
            try:
                self.power_on("kvm")
                if self.speaks():
                    Machine.accel = "kvm"
                    return
            except (Fault, OSError):
                pass
            self.cut()
        Machine.accel = Machine.accel or "tcg"
        self.power_on(Machine.accel)

    def speaks(self):
        ends = time.monotonic() + FIRST_WORDS_MAX
        while time.monotonic() < ends and self.process.poll() is None:
            if os.path.getsize(self.console) > 0:
                return True
            time.sleep(0.1)
        return False

    def power_on(self, accel):
        for name in ("agent.socket", "qmp.socket", "usb.socket"):
            if os.path.exists(self.path(name)):
                os.remove(self.path(name))
        # The agent's line stands before the machine starts, so that nothing of it is lost.
        with socket.socket(socket.AF_UNIX) as listener, open(
            self.path(f"qemu-{self.name}.log"), "w"
        ) as log:
            listener.bind(self.path("agent.socket"))
            listener.listen(1)
            listener.settimeout(30)
            self.process = subprocess.Popen(
                self.command(accel), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            try:
                self.agent = Lines(listener.accept()[0])
            except TimeoutError:
                raise Fault(f"QEMU does not start; see {log.name}") from None
        self.qmp = Lines(self.connect("qmp.socket"))
        self.qmp.read(30)
        self.ask_qemu("qmp_capabilities")

    def command(self, accel):
        cpu = "host" if accel == "kvm" else "max"
        return [
            # Ends with the test, however that ends.
            "setpriv", "--pdeathsig", "KILL",
            "qemu-system-x86_64", "-accel", accel, "-cpu", cpu, "-smp", "1", "-m", "1024",
            "-machine", "q35", "-nodefaults", "-display", "none", "-no-reboot",
            "-kernel", self.path("vmlinuz"), "-initrd", self.path("initrd"),
            "-append", "root=/dev/vda rw console=ttyS0 panic=-1",
            # Flushes reach the file; what the guest has not written yet dies with QEMU.
            "-drive", f"file={self.path('disk')},format=raw,if=virtio,cache=writeback",
            "-serial", f"file:{self.console}",
            "-chardev", f"socket,id=agent,path={self.path('agent.socket')}",
            "-device", "virtio-serial-pci",
            "-device", "virtserialport,chardev=agent,name=appliance",
            "-qmp", f"unix:{self.path('qmp.socket')},server=on,wait=off",
            # On the bus only while its socket is connected.
            "-chardev", f"socket,id=usb,path={self.path('usb.socket')},server=on,wait=off",
            "-device", "qemu-xhci,id=xhci", "-device", "usb-serial,id=adapter,chardev=usb",
        ]

    def connect(self, name):
        connection = socket.socket(socket.AF_UNIX)
        for _ in range(100):
            try:
                connection.connect(self.path(name))
                return connection
            except (FileNotFoundError, ConnectionRefusedError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise Fault(f"QEMU does not listen at {name}")

    def await_agent(self):
        """Waits until the machine answers."""
        if self.agent.read(BOOT_MAX) != b"up":
            raise Fault(f"no answer {BOOT_MAX} s after power-on; see {self.console}")

    def cut(self):
        """Pulls the mains plug: nothing is shut down, nothing is written any more."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        self.process = None
        for lines in (self.agent, self.qmp):
            if lines:
                lines.connection.close()
        self.agent = self.qmp = None
        if self.usb:
            self.unplug()

    # The adapter

    def plug(self):
        self.usb = self.connect("usb.socket")

    def unplug(self):
        self.usb.close()
        self.usb = None

    def send(self, data):
        """Bytes as the scanner would send them."""
        self.usb.sendall(data)

    def ask_qemu(self, command, **arguments):
        request = {"execute": command, "arguments": arguments}
        self.qmp.write(json.dumps(request).encode())
        while True:
            line = self.qmp.read(30)
            if line is None:
                raise Fault(f"QEMU does not answer {command}")
            answer = json.loads(line)
            if "error" in answer:
                raise Fault(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    # Inside

    def ask(self, script, seconds=ANSWER_MAX):
        """Runs a script as root inside; its exit status and all it printed."""
        self.agent.write(base64.b64encode(script.encode()))
        line = self.agent.read(seconds)
        if line is None:
            raise Fault(f"no answer from inside after {seconds} s: {script}")
        status, _, output = line.partition(b" ")
        return int(status), base64.b64decode(output).decode(errors="replace").rstrip("\n")

    def run(self, script, seconds=ANSWER_MAX):
        """What a script printed; it must succeed."""
        status, output = self.ask(script, seconds)
        if status != 0:
            raise Fault(f"exit {status} of: {script}\n{output}")
        return output
