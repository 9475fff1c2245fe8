import Testing

@testable import SerialLines

@Suite struct EventQueueTests {
    private func drain(_ queue: EventQueue) async -> [LineEvent] {
        queue.finish()
        var events: [LineEvent] = []
        for await event in queue.stream() { events.append(event) }
        return events
    }

    @Test func joinsNeighbouringChunksAndKeepsTheOrder() async {
        let queue = EventQueue()
        for event: LineEvent in [.bytes([1]), .bytes([2, 3]), .idle, .idle, .bytes([4])] {
            queue.put(event)
        }
        #expect(await drain(queue) == [.bytes([1, 2, 3]), .idle, .bytes([4])])
    }

    @Test func countsWhatDoesNotFitAtItsPlace() async {
        let queue = EventQueue()
        let full = [UInt8](repeating: 7, count: EventQueue.byteLimit)
        queue.put(.bytes(full))
        queue.put(.bytes([1, 2]))
        queue.put(.bytes([3]))
        queue.put(.lost(.hungUp))
        #expect(
            await drain(queue) == [.bytes(full), .dropped(byteCount: 3), .lost(.hungUp)])
    }

    @Test func aFollowerThatStandsStillLearnsHowTheLineStands() async {
        let queue = EventQueue()
        var sent = 0
        for turn in 0..<10_000 {
            queue.put(.bytes([UInt8](repeating: 1, count: turn % 5)))
            sent += turn % 5
            queue.put(.lost(.pathGone))
        }
        let events = await drain(queue)
        #expect(events.count <= EventQueue.eventLimit + 1)
        #expect(events.last == .lost(.pathGone))
        let told = events.reduce(0) { sum, event in
            switch event {
            case .bytes(let bytes): sum + bytes.count
            case .dropped(let count): sum + count
            default: sum
            }
        }
        #expect(told == sent)
    }

    @Test func aCancelledFollowerIsLetGo() async {
        let queue = EventQueue()
        let follower = Task {
            var count = 0
            for await _ in queue.stream() { count += 1 }
            return count
        }
        queue.put(.idle)
        follower.cancel()
        #expect(await follower.value <= 1)
    }
}
