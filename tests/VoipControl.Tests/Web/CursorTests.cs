using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Store.Queries;
using VoipControl.Web.Calls;

namespace VoipControl.Tests.Web;

public sealed class CursorTests
{
    private static readonly PagePosition Position = new(new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc).AddMicroseconds(7), Guid.Parse("5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11"));

    [Test]
    public void A_cursor_reads_as_it_was_written() =>
        Assert.That((Cursor.TryRead(Cursor.Write(Position, "calls"), "calls", out var read), read), Is.EqualTo((true, Position)));

    [Test]
    public void A_cursor_belongs_to_its_list() => Assert.That(Cursor.TryRead(Cursor.Write(Position, "calls"), "records", out _), Is.False);

    [Test]
    public void Every_changed_character_is_found()
    {
        var cursor = Cursor.Write(Position, "calls");
        // The last character has two bits that mean nothing.
        for (var i = 0; i < cursor.Length - 1; i++)
        {
            var changed = cursor[..i] + (cursor[i] == 'x' ? 'y' : 'x') + cursor[(i + 1)..];
            Assert.That(Cursor.TryRead(changed, "calls", out _), Is.False, changed);
        }
    }

    [Test]
    public void No_text_breaks_the_reader() =>
        Check.QuickThrowOnFailure(Prop.ForAll<string>(static text => !Cursor.TryRead(text ?? "", "calls", out _)));
}
