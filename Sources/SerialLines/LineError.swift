internal import Glibc

/// Why a line could not be opened or written, with what to do next.
public enum LineError: Error, Sendable, Equatable {
    /// The text is no line address.
    case badAddress(String, reason: String)
    /// Nothing stands at this address now.
    case notFound(String)
    /// More than one plugged-in device fits the USB identity.
    case ambiguous(String, paths: [String])
    /// Another program has the port open; `holder` is its name and process id where visible.
    case busy(String, holder: String?)
    /// This user may not open the port; `group` owns it where known.
    case notPermitted(String, group: String?)
    /// The port, its driver or this kind of line cannot do what the profile asks for.
    case unsupported(String, setting: String)
    /// The device server could not be reached.
    case unreachable(String, reason: String)
    /// Not all bytes were taken in time; `written` of `total` were handed to the system.
    case writeTimedOut(String, written: Int, total: Int)
    /// The line was lost, or the reader stopped, with `written` of `total` bytes handed over.
    case writeInterrupted(String, written: Int, total: Int)
    /// The line is not open at the moment; nothing was written.
    case notOpen(String)
    /// More bytes are waiting to be written than may; nothing of this call was written.
    case writeQueueFull(String, limit: Int)
    /// The call was cancelled with `written` of `total` bytes handed over.
    case cancelled(String, written: Int, total: Int)
    /// Any other failure of the operating system.
    case system(String, doing: String, code: Int32)
}

extension LineError: CustomStringConvertible {
    /// What, where and the next step, in English.
    public var description: String {
        switch self {
        case .badAddress(let text, let reason):
            "'\(text)' is no line address: \(reason)"
        case .notFound(let place):
            "\(place): not there; plug the device in, or list the ports with 'stationctl devices list'"
        case .ambiguous(let place, let paths):
            "\(place): fits \(paths.joined(separator: " and ")); "
                + "add the serial string, or use the path below /dev/serial/by-path"
        case .busy(let place, let holder):
            "\(place): in use by \(holder ?? "another program"); stop it, or choose another port"
        case .notPermitted(let place, let group):
            "\(place): permission denied; add this user to the group \(group ?? "dialout") "
                + "and log in again (a service: SupplementaryGroups=, DeviceAllow=)"
        case .unsupported(let place, let setting):
            "\(place): does not support \(setting); correct the device profile or use another adapter"
        case .unreachable(let place, let reason):
            "\(place): \(reason); check the device server's power, cable, address and port"
        default:
            writeOrSystemDescription
        }
    }

    private var writeOrSystemDescription: String {
        switch self {
        case .writeTimedOut(let place, let written, let total):
            "\(place): took only \(written) of \(total) bytes in time; "
                + "check flow control and that the device is on"
        case .writeInterrupted(let place, let written, let total):
            "\(place): the line was lost after \(written) of \(total) bytes; check the cable"
        case .notOpen(let place):
            "\(place): the line is not open; wait until the device is back"
        case .writeQueueFull(let place, let limit):
            "\(place): more than \(limit) bytes are waiting already; wait for earlier writes"
        case .cancelled(let place, let written, let total):
            "\(place): cancelled after \(written) of \(total) bytes"
        case .system(let place, let doing, let code):
            "\(place): \(doing): \(errorText(code)); unplug the device, plug it in and try again"
        default:
            ""
        }
    }
}

/// The system's text for an error number, safe to ask for on any thread.
func errorText(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count) == 0 else {
            return "error \(code)"
        }
        return String(cString: base)
    }
}
