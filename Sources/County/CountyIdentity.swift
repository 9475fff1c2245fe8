public import Crypto
internal import FoundationEssentials
internal import Glibc
internal import SwiftASN1
public import X509

/// The county's TLS key and certificate, made at the first start and kept in the state folder.
///
/// The key is the identity: stations pin it, so it is never made anew while its file is there. The
/// certificate only carries it and is renewed when the configured names change or it runs out.
/// P-256, because browsers do not open Ed25519 servers.
public struct CountyIdentity: Sendable {
    /// The certificate's validity in seconds: ten years.
    private static let validity: Double = 10 * 365 * 86_400
    /// It is renewed so many seconds before its end.
    private static let renewal: Double = 365 * 86_400

    /// The private key; it never leaves this machine.
    public let key: P256.Signing.PrivateKey
    /// The certificate.
    public let certificate: Certificate

    /// What stations pin: `sha256//` and the base64 of SHA-256 over the key's SPKI.
    public var pin: String {
        let hash = SHA256.hash(data: key.publicKey.derRepresentation)
        return "sha256//\(Data(hash).base64EncodedString())"
    }

    /// Loads what is in the folder, or makes what is missing.
    ///
    /// - Parameters:
    ///   - folder: The county's state folder.
    ///   - names: What the certificate is to stand for besides this machine.
    ///   - now: Seconds since 1970.
    ///   - create: This is the first start; otherwise a missing key is an error, because stations
    ///     pin it.
    /// - Throws: `CountyError`.
    public init(folder: String, names: [String], now: Double, create: Bool) throws {
        key = try Self.key(folder + "/tls-key.pem", create: create)
        let path = folder + "/tls-certificate.pem"
        let alternative = try Self.alternativeNames(names)
        if let text = try? String(contentsOfFile: path, encoding: .utf8),
            let certificate = try? Certificate(pemEncoded: text),
            certificate.publicKey == Certificate.PublicKey(key.publicKey),
            certificate.notValidAfter.timeIntervalSince1970 > now + Self.renewal,
            certificate.notValidBefore.timeIntervalSince1970 <= now,
            (try? certificate.extensions.subjectAlternativeNames) == alternative
        {
            self.certificate = certificate
            return
        }
        certificate = try Self.certificate(key, alternative, now)
        try StateFile.write(Array(certificate.serializeAsPEM().pemString.utf8), to: path)
    }

    private static func key(_ path: String, create: Bool) throws -> P256.Signing.PrivateKey {
        if let text = try? String(contentsOfFile: path, encoding: .utf8) {
            guard let key = try? P256.Signing.PrivateKey(pemRepresentation: text) else {
                throw CountyError(
                    .inputOutput, "密钥文件 \(path) 无法读取：请从备份恢复，站点只认这把密钥。",
                    "cannot read the key in \(path): restore it from a backup; stations pin it.")
            }
            return key
        }
        guard create else {
            throw CountyError(
                .inputOutput, "密钥文件 \(path) 不见了或不可读：请从备份恢复，站点只认这把密钥。",
                "the key \(path) is missing or unreadable: restore it from a backup; stations pin it."
            )
        }
        let key = P256.Signing.PrivateKey()
        try StateFile.write(Array(key.pemRepresentation.utf8), to: path)
        return key
    }

    private static func alternativeNames(_ names: [String]) throws -> SubjectAlternativeNames {
        var unique: [String] = []
        for name in ["localhost", "127.0.0.1"] + names where !unique.contains(name) {
            unique.append(name)
        }
        return SubjectAlternativeNames(
            unique.map { name in
                if let bytes = addressBytes(name) {
                    .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
                } else {
                    .dnsName(name)
                }
            })
    }

    private static func addressBytes(_ name: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, name, &four) == 1 {
            return withUnsafeBytes(of: &four) { Array($0) }
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, name, &six) == 1 else { return nil }
        return withUnsafeBytes(of: &six) { Array($0) }
    }

    private static func certificate(
        _ key: P256.Signing.PrivateKey, _ names: SubjectAlternativeNames, _ now: Double
    ) throws -> Certificate {
        let subject = try DistinguishedName { CommonName("cunzhan county") }
        // An hour back, so that a browser whose clock is a little slow still takes it.
        let start = Date(timeIntervalSince1970: now - 3600)
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey), notValidBefore: start,
            notValidAfter: start.addingTimeInterval(validity), issuer: subject, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                names
            }, issuerPrivateKey: Certificate.PrivateKey(key))
    }
}
