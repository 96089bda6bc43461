package dev.agentkeys.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.http.body.BodyMemory;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Unread answers share a limited memory. If it is full, the service closes the connection of the client that has read
 * nothing for the longest time.
 */
class UnreadAnswersTest {

    private final BodyMemory memory = new BodyMemory(100);

    private final class Client {

        private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        private final UnreadAnswers answers;

        private Client(BodyMemory memory) {
            answers = new UnreadAnswers(channel.pipeline().firstContext(), memory);
        }

        private Client() {
            this(memory);
        }

        private Client leaveUnread(int bytes) {
            answers.waitForWindow(bytes);
            return this;
        }

        private void read(int bytes) {
            answers.passWindow(bytes);
            answers.count();
        }
    }

    @Test
    void closesTheConnectionThatWasNotReadForTheLongestTime() {
        var first = new Client().leaveUnread(40);
        var second = new Client().leaveUnread(40);
        first.read(10);

        var third = new Client().leaveUnread(40);

        assertTrue(first.channel.isOpen());
        assertFalse(second.channel.isOpen());
        assertTrue(third.channel.isOpen());
        assertEquals(70, memory.taken());
    }

    /** A socket that accepts bytes does not report it. */
    @Test
    void keepsAConnectionThatWasReadSinceTheLastCount() {
        var reading = new Client().leaveUnread(40);
        var stuck = new Client().leaveUnread(40);
        reading.answers.passWindow(10);

        new Client().leaveUnread(40);

        assertTrue(reading.channel.isOpen());
        assertFalse(stuck.channel.isOpen());
        assertEquals(70, memory.taken());
    }

    @Test
    void countsBytesThatWaitForTheSocket() {
        var enough = new BodyMemory(1000);
        var client = new Client(enough);
        client.channel.write(Unpooled.wrappedBuffer(new byte[10]));
        client.answers.count();
        long unread = enough.taken();

        client.channel.flush();
        client.answers.count();

        assertTrue(unread >= 10);
        assertEquals(0, enough.taken());
        assertEquals(0, client.answers.stuckFor());
    }

    @Test
    void closesAConnectionThatNeedsMoreThanTheWholeMemory() {
        var client = new Client().leaveUnread(101);

        assertFalse(client.channel.isOpen());
        assertEquals(0, memory.taken());
    }

    @Test
    void anEventLoopMayUseTheMemoryThatOthersLeave() {
        var taken = new AtomicLong();
        var one = new BodyMemory(25, 100, taken);
        var other = new BodyMemory(25, 100, taken);

        var large = new Client(one).leaveUnread(90);
        var small = new Client(other).leaveUnread(25);
        assertTrue(large.channel.isOpen());
        assertTrue(small.channel.isOpen());

        new Client(other).leaveUnread(20);
        assertFalse(small.channel.isOpen());
        assertTrue(large.channel.isOpen());
    }
}
