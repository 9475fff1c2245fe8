import SerialLines
import Testing

@Suite struct LineKeeperTests {
    private func keeper(
        idleGap: Duration? = nil, watchesPath: Bool = true, reopens: Bool = true
    ) -> LineKeeper {
        LineKeeper(idleGap: idleGap, watchesPath: watchesPath, reopens: reopens)
    }

    @Test func triesAgainAfterGrowingWaitsOfAtMostASecond() {
        var keeper = keeper()
        var now = Duration.zero
        var waits: [Duration] = []
        for _ in 0..<6 {
            #expect(keeper.step(at: now) == .open)
            keeper.failed(at: now)
            guard case .pause(let until) = keeper.step(at: now) else {
                Issue.record("no pause")
                return
            }
            waits.append(until - now)
            now = until
        }
        #expect(
            waits == [
                .milliseconds(200), .milliseconds(400), .milliseconds(800), .seconds(1),
                .seconds(1), .seconds(1),
            ])
    }

    @Test func aLineThatFlapsIsNotOpenedWithoutEnd() {
        var keeper = keeper()
        var now = Duration.zero
        var openings = 0
        while now < .seconds(60) {
            switch keeper.step(at: now) {
            case .open:
                openings += 1
                keeper.opened(at: now)
                keeper.lost(at: now)
            case .pause(let until): now = until
            default: Issue.record("an open line was lost at once")
            }
        }
        #expect(openings < 65)
    }

    @Test func aSteadyLineIsTakenUpQuicklyAfterALoss() {
        var keeper = keeper()
        for _ in 0..<5 { keeper.failed(at: .zero) }
        keeper.opened(at: .seconds(5))
        keeper.lost(at: .seconds(500))
        #expect(keeper.step(at: .seconds(500)) == .pause(until: .milliseconds(500_200)))
    }

    @Test func silenceAfterABurstIsToldOnce() {
        var keeper = keeper(idleGap: .milliseconds(50), watchesPath: false)
        keeper.opened(at: .zero)
        #expect(keeper.step(at: .zero) == .listen(until: .seconds(1)))
        keeper.heard(at: .milliseconds(10))
        keeper.heard(at: .milliseconds(30))
        #expect(keeper.step(at: .milliseconds(30)) == .listen(until: .milliseconds(80)))
        #expect(keeper.step(at: .milliseconds(79)) == .listen(until: .milliseconds(80)))
        #expect(keeper.step(at: .milliseconds(80)) == .reportIdle)
        #expect(keeper.step(at: .milliseconds(81)) == .listen(until: .milliseconds(1081)))
        keeper.heard(at: .milliseconds(100))
        keeper.lost(at: .milliseconds(120))
        keeper.opened(at: .milliseconds(320))
        #expect(keeper.step(at: .milliseconds(330)) == .listen(until: .milliseconds(1330)))
    }

    @Test func aVanishedPathIsALossWithinTwoSecondsEvenUnderTraffic() {
        var keeper = keeper(idleGap: .milliseconds(50))
        keeper.opened(at: .zero)
        var now = Duration.zero
        while now < .seconds(2) {
            switch keeper.step(at: now) {
            case .checkPath:
                if keeper.pathSeen(false) { return }
            case .listen(let until):
                now = min(until, now + .milliseconds(10))
                keeper.heard(at: now)
            default: break
            }
        }
        Issue.record("not noticed")
    }

    @Test func aLinkThatIsMadeAnewIsNoLoss() {
        var keeper = keeper()
        keeper.opened(at: .zero)
        let looks = [false, true, false, true, false, false]
        #expect(looks.map { keeper.pathSeen($0) } == [false, false, false, false, false, true])
    }

    @Test(arguments: [true, false])
    func probingEndsAtTheFirstFailure(opens: Bool) {
        var keeper = keeper(reopens: false)
        #expect(keeper.step(at: .zero) == .open)
        if opens {
            keeper.opened(at: .zero)
            keeper.lost(at: .seconds(9))
        } else {
            keeper.failed(at: .zero)
        }
        #expect(keeper.step(at: .seconds(99)) == .finish)
    }
}
