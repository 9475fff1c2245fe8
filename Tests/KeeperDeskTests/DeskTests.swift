import Identifiers
import KeeperDesk
import StationJournal
import Testing

@Suite("The counter's rules")
struct DeskTests {
    private static let number = "JDVA11408814483"
    private let plain = ExpectedParcel(
        number: number, carrier: .jd, receiver: "村*甲", phoneTail: "0001", weigh: false)
    private let heavy = ExpectedParcel(
        number: number, carrier: .jd, receiver: "村*甲", phoneTail: "0001", weigh: true)
    private let kilogram = Mass(milligrams: 1_000_000)

    private func scan(
        _ desk: inout Desk, _ text: String = number, _ known: Knowledge = .nothing
    ) -> Decision {
        desk.scanned(identify(text), knowing: known)
    }

    @Test("an expected parcel is taken in at once")
    func expected() {
        var desk = Desk()
        #expect(
            scan(&desk, Self.number, Knowledge(expected: plain))
                == .record(.receive(plain, mass: nil)))
    }

    @Test("a parcel nobody expects goes into custody, with its likely carriers")
    func unexpected() {
        var desk = Desk()
        #expect(scan(&desk) == .record(.hold(number: Self.number, candidates: [.jd])))
    }

    @Test("its likely carriers are ranked by who brought the numbers near it")
    func neighbours() {
        var desk = Desk()
        let number = "1240921381750"
        #expect(
            scan(&desk, number)
                == .record(.hold(number: number, candidates: [.ems, .yunda, .yto, .sf])))
        let known = Knowledge(number: number, neighbours: [.yunda: 12, .sf: 1, .jd: 99])
        #expect(
            scan(&desk, number, known)
                == .record(.hold(number: number, candidates: [.yunda, .sf, .ems, .yto])))
        #expect(
            scan(&desk, Self.number, Knowledge(neighbours: [.yunda: 12]))
                == .record(.hold(number: Self.number, candidates: [.jd])))
    }

    @Test("the control code for a hand-out takes the code as it is spoken, once")
    func spokenCode() throws {
        var desk = Desk()
        let code = try #require(PickupCode(shelf: 3, layer: 2, piece: 17))
        let known = Knowledge(number: Self.number, custody: .inStock(code))
        let handOut = ControlCode.handOut.barcode
        #expect(
            scan(&desk, "3-2-17", known) == .tell(.alreadyInStock(number: Self.number, code)))
        #expect(scan(&desk, handOut) == .tell(.sayPickupCode))
        #expect(
            scan(&desk, "3-2-17", known) == .record(.handOut(number: Self.number, code: code)))
        #expect(
            scan(&desk, "3-2-17", known) == .tell(.alreadyInStock(number: Self.number, code)))
        // Another code in between is the answer too: the wish is over.
        _ = scan(&desk, handOut)
        #expect(scan(&desk, ControlCode.cancel.barcode) == .tell(.cancelled))
        #expect(
            scan(&desk, "3-2-0017", known) == .tell(.alreadyInStock(number: Self.number, code)))
        _ = scan(&desk, handOut)
        #expect(scan(&desk, "3-2-0018") == .tell(.noSuchPickupCode("3-2-0018")))
        #expect(scan(&desk, "3-2-0018") == .tell(.unreadable("3-2-0018")))
        _ = scan(&desk, handOut)
        #expect(
            scan(&desk, Self.number, Knowledge(expected: plain))
                == .record(.receive(plain, mass: nil)))
    }

    @Test("every control code is answered", arguments: ControlCode.allCases)
    func controlCodes(code: ControlCode) {
        var desk = Desk()
        let answers: [ControlCode: Decision] = [
            .cancel: .tell(.cancelled), .handOut: .tell(.sayPickupCode),
            .reprint: .record(.reprintLast), .confirm: .record(.confirmUnknownLabel),
            .help: .tell(.whatToScan),
        ]
        #expect(scan(&desk, code.barcode) == answers[code])
    }

    @Test("a held parcel is taken in once it is announced")
    func heldThenAnnounced() {
        var desk = Desk()
        #expect(
            scan(&desk, Self.number, Knowledge(custody: .held))
                == .tell(.alreadyHeld(number: Self.number)))
        #expect(
            scan(&desk, Self.number, Knowledge(expected: plain, custody: .held))
                == .record(.receive(plain, mass: nil)))
    }

    @Test("what was taken in or handed out before is only told")
    func before() throws {
        var desk = Desk()
        let code = try #require(PickupCode(shelf: 3, layer: 2, piece: 17))
        #expect(
            scan(&desk, Self.number, Knowledge(expected: plain, custody: .inStock(code)))
                == .tell(.alreadyInStock(number: Self.number, code)))
        #expect(
            scan(&desk, Self.number, Knowledge(custody: .handedOut(wall: 5)))
                == .tell(.alreadyGone(number: Self.number, wall: 5)))
    }

    @Test("a pickup label hands its parcel out once")
    func handOut() throws {
        var desk = Desk()
        let code = try #require(PickupCode(shelf: 3, layer: 2, piece: 17))
        let known = Knowledge(number: Self.number, custody: .inStock(code))
        #expect(
            scan(&desk, code.barcode, known)
                == .record(.handOut(number: Self.number, code: code)))
        let gone = Knowledge(number: Self.number, custody: .handedOut(wall: 9))
        #expect(
            scan(&desk, code.barcode, gone)
                == .tell(.alreadyGone(number: Self.number, wall: 9)))
        #expect(scan(&desk, code.barcode) == .tell(.noSuchPickupCode(code.barcode)))
    }

    @Test("a damaged code and a code of goods are refused", arguments: ["7531?2#45", "hello", "#"])
    func damaged(text: String) {
        var desk = Desk()
        #expect(scan(&desk, text) == .tell(.unreadable(text)))
        #expect(scan(&desk, "96385074") != .record(.hold(number: "96385074", candidates: [])))
    }

    // MARK: Weighing

    @Test("scan, then weigh: empty pan, motion, rest")
    func scanThenWeigh() {
        var desk = Desk()
        #expect(scan(&desk, Self.number, Knowledge(expected: heavy)) == .tell(.putOnScale(heavy)))
        #expect(desk.weighed(.stable(Mass(milligrams: 0))) == .tell(.putOnScale(heavy)))
        #expect(desk.weighed(.moving) == .tell(.waitForScale(heavy)))
        #expect(desk.weighed(.fault) == .tell(.scaleFault(heavy)))
        #expect(desk.weighed(.stable(kilogram)) == .record(.receive(heavy, mass: kilogram)))
        #expect(desk.awaiting == nil)
        #expect(desk.weighed(.stable(kilogram)) == nil)
    }

    @Test("weigh, then scan: the weight on the pan counts")
    func weighThenScan() {
        var desk = Desk()
        #expect(desk.weighed(.stable(kilogram)) == nil)
        #expect(
            scan(&desk, Self.number, Knowledge(expected: heavy))
                == .record(.receive(heavy, mass: kilogram)))
    }

    @Test("a weight is used once: the pan must come back to empty")
    func spentPan() {
        var desk = Desk()
        _ = desk.weighed(.stable(kilogram))
        _ = scan(&desk, Self.number, Knowledge(expected: heavy))
        #expect(scan(&desk, Self.number, Knowledge(expected: heavy)) == .tell(.clearScale(heavy)))
        #expect(
            desk.weighed(.stable(Mass(milligrams: 2_000_000))) == .tell(.clearScale(heavy)))
        #expect(desk.weighed(.stable(Mass(milligrams: 5_000))) == .tell(.putOnScale(heavy)))
        #expect(desk.weighed(.stable(kilogram)) == .record(.receive(heavy, mass: kilogram)))
    }

    @Test("a second parcel put on beside the first never gets a weight")
    func secondParcelBesideTheFirst() {
        var desk = Desk()
        _ = desk.weighed(.stable(kilogram))
        _ = scan(&desk, Self.number, Knowledge(expected: heavy))
        let second = ExpectedParcel(
            number: "JDVA11408814484", carrier: .jd, receiver: "村*乙", phoneTail: "0002", weigh: true
        )
        #expect(
            scan(&desk, second.number, Knowledge(expected: second)) == .tell(.clearScale(second)))
        for milligrams in [1_000_000, 2_500_000, 1_500_000, 400_000, 20_000] as [Int64] {
            _ = desk.weighed(.moving)
            #expect(
                desk.weighed(.stable(Mass(milligrams: milligrams)))
                    == .tell(.clearScale(second)))
        }
        _ = desk.weighed(.fault)
        #expect(desk.weighed(.stable(kilogram)) == .tell(.clearScale(second)))
        // Off the pan and on again.
        #expect(desk.weighed(.stable(Mass(milligrams: -5_000))) == .tell(.putOnScale(second)))
        let mass = Mass(milligrams: 1_500_000)
        #expect(desk.weighed(.stable(mass)) == .record(.receive(second, mass: mass)))
    }

    @Test("a scale that answers each load but once never shows an empty pan")
    func oneAnswerPerLoad() {
        var desk = Desk()
        #expect(scan(&desk, Self.number, Knowledge(expected: heavy)) == .tell(.putOnScale(heavy)))
        #expect(desk.weighed(.anew(Mass(milligrams: 5_000))) == .tell(.putOnScale(heavy)))
        #expect(
            desk.weighed(.anew(Mass(milligrams: -1_000_000))) == .tell(.scaleFault(heavy)))
        #expect(desk.weighed(.anew(kilogram)) == .record(.receive(heavy, mass: kilogram)))
        // Nobody asks it on and on for a zero that never comes.
        #expect(!desk.wantsWeight)
        // What it said is used up; the same weight again is another load.
        #expect(scan(&desk, Self.number, Knowledge(expected: heavy)) == .tell(.putOnScale(heavy)))
        #expect(desk.weighed(.anew(kilogram)) == .record(.receive(heavy, mass: kilogram)))
    }

    @Test("far below zero a tare was left or something zeroed away: no weight, and not empty")
    func belowZero() {
        var desk = Desk()
        _ = desk.weighed(.stable(kilogram))
        _ = scan(&desk, Self.number, Knowledge(expected: heavy))
        _ = scan(&desk, Self.number, Knowledge(expected: heavy))
        // The parcel was tared away, then taken off; another one would seem a kilogram too light.
        #expect(
            desk.weighed(.stable(Mass(milligrams: -1_000_000))) == .tell(.scaleFault(heavy)))
        #expect(
            desk.weighed(.stable(Mass(milligrams: 500_000))) == .tell(.clearScale(heavy)))
        #expect(desk.weighed(.stable(Mass(milligrams: 0))) == .tell(.putOnScale(heavy)))
        #expect(desk.weighed(.stable(kilogram)) == .record(.receive(heavy, mass: kilogram)))
    }

    @Test(
        "how near to zero counts as empty follows the scale's interval",
        arguments: [
            (nil, 20_000), (1_000, 20_000), (5_000, 20_000), (10_000, 40_000), (50_000, 200_000),
            (Int64.max, 20_000),
        ] as [(Int64?, Int64)])
    func emptyPan(interval: Int64?, empty: Int64) {
        let limit = Desk.emptyPan(interval: interval.map { Mass(milligrams: $0) })
        #expect(limit == Mass(milligrams: empty))
        var desk = Desk(emptyPan: limit)
        _ = desk.weighed(.stable(kilogram))
        _ = scan(&desk, Self.number, Knowledge(expected: heavy))
        _ = scan(&desk, Self.number, Knowledge(expected: heavy))
        #expect(desk.weighed(.stable(limit)) == .tell(.clearScale(heavy)))
        #expect(
            desk.weighed(.stable(Mass(milligrams: empty - 1))) == .tell(.putOnScale(heavy)))
    }

    @Test("a scale that is not asked idly is asked while a weight or an empty pan is waited for")
    func asked() {
        var desk = Desk()
        #expect(!desk.wantsWeight)
        _ = scan(&desk, Self.number, Knowledge(expected: heavy))
        #expect(desk.wantsWeight)
        #expect(desk.weighed(.stable(kilogram)) == .record(.receive(heavy, mass: kilogram)))
        #expect(desk.wantsWeight, "the pan is still full")
        _ = desk.weighed(.stable(Mass(milligrams: 0)))
        #expect(!desk.wantsWeight)
        // A weight from before the scale was left alone is no weight of the next parcel.
        _ = desk.weighed(.stable(kilogram))
        desk.scaleIsNotAsked()
        #expect(scan(&desk, Self.number, Knowledge(expected: heavy)) == .tell(.putOnScale(heavy)))
    }

    @Test("a scale without a reading never gives a weight, whatever came before")
    func faultIsNoWeight() {
        var desk = Desk()
        _ = desk.weighed(.stable(kilogram))
        _ = desk.weighed(.fault)
        #expect(scan(&desk, Self.number, Knowledge(expected: heavy)) == .tell(.scaleFault(heavy)))
    }

    @Test("cancel and the next scan drop a parcel that waits for its weight")
    func dropWaiting() throws {
        var desk = Desk()
        _ = scan(&desk, Self.number, Knowledge(expected: heavy))
        #expect(scan(&desk, ControlCode.cancel.barcode) == .tell(.cancelled))
        #expect(desk.weighed(.stable(kilogram)) == nil)
        _ = desk.weighed(.stable(Mass(milligrams: 0)))
        _ = scan(&desk, Self.number, Knowledge(expected: heavy))
        _ = scan(&desk, "SF1234567890123")
        #expect(desk.weighed(.stable(kilogram)) == nil)
    }

    @Test("what must be looked up")
    func questions() throws {
        let code = try #require(PickupCode(shelf: 3, layer: 2, piece: 17))
        #expect(DeskQuestion(about: identify(Self.number)) == .parcel(number: Self.number))
        #expect(DeskQuestion(about: identify(code.barcode)) == .pickup(code))
        #expect(DeskQuestion(about: identify("3-2-17")) == .pickup(code))
        #expect(DeskQuestion(about: identify(ControlCode.cancel.barcode)) == .nothing)
    }
}

@Suite("Shelves and codes")
struct ShelfPlanTests {
    @Test("the layer with the most room is next; a full house still takes parcels")
    func place() throws {
        let low = ShelfLayer(shelf: 1, layer: 1, capacity: 2)
        let high = ShelfLayer(shelf: 1, layer: 2, capacity: 3)
        let plan = try #require(ShelfPlan(layers: [low, high]))
        var load: [ShelfLayer: Int] = [:]
        var order: [Int] = []
        for _ in 0..<7 {
            let place = plan.place { load[$0, default: 0] }
            load[place, default: 0] += 1
            order.append(place.layer)
        }
        #expect(order == [2, 1, 2, 1, 2, 1, 2])
        #expect(ShelfPlan(layers: []) == nil)
    }

    @Test("pieces count on, wrap around and skip those that rest")
    func pieces() {
        #expect(ShelfPlan.nextPiece(after: 0) { _ in false } == 1)
        #expect(ShelfPlan.nextPiece(after: 9999) { _ in false } == 1)
        #expect(ShelfPlan.nextPiece(after: 9998) { $0 == 9999 || $0 == 1 } == 2)
        #expect(ShelfPlan.nextPiece(after: 5) { _ in true } == nil)
    }
}
