using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Esl;

namespace VoipControl.Tests.Esl;

internal sealed class EslEventTests
{
    private static EslEvent Plain(string text) => EslEvent.FromPlain(Encoding.UTF8.GetBytes(text));

    [Test]
    public void A_value_is_decoded_on_access()
    {
        using EslEvent received = Plain("Event-Name: CUSTOM\nCaller-Name: J%C3%BCrg%20%2B1\n\n");
        Assert.That(received.Get("Caller-Name"), Is.EqualTo("Jürg +1"));
    }

    [TestCase("100%", "100%")]
    [TestCase("a%2", "a%2")]
    [TestCase("a%zzb", "a%zzb")]
    [TestCase("%41%4a", "AJ")]
    public void A_percent_sign_without_two_digits_stands_for_itself(string encoded, string decoded)
    {
        using EslEvent received = Plain($"X: {encoded}\n\n");
        Assert.That(received.Get("X"), Is.EqualTo(decoded));
    }

    [Test]
    public void Bytes_that_are_not_UTF8_become_replacement_characters()
    {
        using EslEvent received = Plain("X: a%FFb\n\n");
        Assert.That(received.Get("X"), Is.EqualTo("a\ufffdb"));
    }

    [Test]
    public void Raw_bytes_that_are_not_UTF8_become_replacement_characters()
    {
        using EslEvent received = EslEvent.FromPlain([.. "X: a"u8, 0xff, .. "b\n\n"u8]);
        Assert.That(received.Get("X"), Is.EqualTo("a\ufffdb"));
    }

    [Test]
    public void Json_with_bytes_that_are_not_UTF8_is_read_too()
    {
        using EslEvent received = EslEvent.FromJson([.. "{\"X\":\"a"u8, 0xff, .. "b\",\"Y\":\"\\u00fc\\n"u8, 0xff, .. "\\ud800\"}"u8]);
        Assert.That((received.Get("X"), received.Get("Y")), Is.EqualTo(("a\ufffdb", "ü\n\ufffd\ufffd")));
    }

    [Test]
    public void The_first_of_repeated_headers_wins()
    {
        using EslEvent received = Plain("A: 0\nX: 1\nX: 2\n\n");
        var values = new EslValue[1];
        received.Read(new EslHeaderSet("X"), values);
        Assert.That((received.Get("X"), values[0].ToString()), Is.EqualTo(("1", "1")));
    }

    [Test]
    public void A_missing_header_is_null_and_an_empty_one_is_empty()
    {
        using EslEvent received = Plain("A: \nB: _undef_\nC:\n\n");
        Assert.That(
            (received.Get("A"), received.Get("B"), received.Get("C"), received.Get("D")),
            Is.EqualTo(("", "", "", (string?)null)));
    }

    [Test]
    public void A_name_inside_a_value_or_a_longer_name_is_not_the_header()
    {
        using EslEvent received = Plain("A: X: no\nLong-X: no\nX-Long: no\nX: yes\n\n");
        Assert.That(received.Get("X"), Is.EqualTo("yes"));
    }

    [Test]
    public void A_line_of_the_events_own_body_is_not_a_header()
    {
        using EslEvent received = Plain("Event-Name: BACKGROUND_JOB\nContent-Length: 7\n\nX: no\nY");
        var values = new EslValue[1];
        Assert.That(
            (received.Get("X"), received.Read(new EslHeaderSet("X"), values), received.Body, received.Get("Content-Length")),
            Is.EqualTo(((string?)null, 0, "X: no\nY", "7")));
    }

    [Test]
    public void Reading_a_set_gives_the_values_in_its_order_and_counts_them()
    {
        using EslEvent received = Plain("Event-Name: CHANNEL_ANSWER\nUnique-ID: 4\nA: 1\n\n");
        var values = new EslValue[3];
        int found = received.Read(new EslHeaderSet("A", "Missing", "Event-Name"), values);
        Assert.That(
            (found, values[0].ToString(), values[1].Exists, values[2].ToString()),
            Is.EqualTo((2, "1", false, "CHANNEL_ANSWER")));
    }

    [Test]
    public void Reading_a_set_equals_reading_each_header_for_any_lines()
    {
        string[] names = ["A", "AB", "ABC", "B", "Event-Name", "variable_a", "variable_ab", "C-D"];
        Gen<string> values = Gen.Elements("", "1", "x%20y", "_undef_", "A: 1", new string('v', 31), new string('w', 70));
        Gen<(string Name, string Value)> line = from name in Gen.Elements(names) from value in values select (name, value);
        Prop.ForAll(Arb.From(line.ListOf()), lines =>
        {
            using EslEvent received = Plain(string.Concat(lines.Select(l => $"{l.Name}: {l.Value}\n")) + "\nB: body");
            var read = new EslValue[names.Length];
            int found = received.Read(new EslHeaderSet(names), read);
            return found == names.Count(n => received.Get(n) is not null)
                && names.Select((n, i) => (received.Get(n) ?? "") == read[i].ToString() && (received.Get(n) is not null) == read[i].Exists).All(same => same);
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Any_text_survives_percent_encoding()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text.Get);
            string encoded = string.Concat(utf8.Select(b => b is > 0x20 and < 0x7f and not (byte)'%' ? ((char)b).ToString() : $"%{b:X2}"));
            using EslEvent received = Plain($"X: {encoded}\n\n");
            EslValue value = received.Find("X");
            return encoded == "_undef_" || (value.ToString() == Encoding.UTF8.GetString(utf8) && value.Equals(utf8) && !value.Equals([.. utf8, (byte)'x']));
        }).QuickCheckThrowOnFailure();
    }

    [TestCase("%41", "A", true)]
    [TestCase("%41", "%41", false)]
    [TestCase("A", "A", true)]
    [TestCase("A", "B", false)]
    [TestCase("A", "", false)]
    public void A_value_compares_decoded(string encoded, string text, bool equal)
    {
        using EslEvent received = Plain($"X: {encoded}\n\n");
        Assert.That(received.Find("X").Equals(Encoding.UTF8.GetBytes(text)), Is.EqualTo(equal));
    }

    [TestCase("1795176089713019", 1795176089713019L)]
    [TestCase("-5", -5L)]
    [TestCase("%31%32", 12L)]
    [TestCase("12x", null)]
    [TestCase("", null)]
    [TestCase("99999999999999999999", null)]
    public void A_number_is_read_or_refused(string text, long? number)
    {
        using EslEvent received = Plain($"X: {text}\n\n");
        Assert.That(received.Find("X").TryGetInt64(out long read) ? read : (long?)null, Is.EqualTo(number));
    }

    [Test]
    public void A_uuid_is_read()
    {
        using EslEvent received = Plain("X: 73152fdb-06ea-4313-bd2d-13ef545dfc6b\nY: 73152fdb\n\n");
        Assert.That(
            (received.Find("X").TryGetGuid(out Guid id), id, received.Find("Y").TryGetGuid(out _)),
            Is.EqualTo((true, Guid.Parse("73152fdb-06ea-4313-bd2d-13ef545dfc6b"), false)));
    }

    [Test]
    public void A_time_is_in_microseconds_and_zero_is_none()
    {
        using EslEvent received = Plain("X: 1795176089713019\nY: 0\nZ: 9223372036854775807\n\n");
        Assert.That(
            (received.Find("X").TryGetTime(out DateTimeOffset time), time, received.Find("Y").TryGetTime(out _), received.Find("Z").TryGetTime(out _)),
            Is.EqualTo((true, new DateTimeOffset(2026, 11, 20, 12, 1, 29, TimeSpan.Zero).AddMicroseconds(713019), false, false)));
    }

    [Test]
    public void Headers_with_a_prefix_are_enumerated_in_order()
    {
        using EslEvent received = Plain("A: 1\nvariable_vc_call: 7\nB: 2\nvariable_vc_queue: x%20y\n\n");
        var found = new List<string>();
        foreach (EslHeader header in received.HeadersWithPrefix("variable_vc_"u8))
            found.Add($"{header.Name}={header.Value}");
        Assert.That(found, Is.EqualTo(new[] { "variable_vc_call=7", "variable_vc_queue=x y" }));
    }

    [Test]
    public void A_line_without_a_colon_is_refused_when_headers_are_enumerated()
    {
        using EslEvent received = Plain("A: 1\nnonsense\n\n");
        Assert.That(() => Count(received), Throws.InstanceOf<EslProtocolException>());
    }

    [Test]
    public void Disposing_twice_is_harmless_and_reading_after_it_is_refused()
    {
        EslEvent received = Plain("X: 1\n\n");
        EslValue value = received.Find("X");
        received.Dispose();
        received.Dispose();
        Assert.That(() => value.ToString(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_json_list_reads_as_the_plain_form_writes_it()
    {
        using EslEvent received = EslEvent.FromJson("""{"Event-Name":"CUSTOM","L":["a","b%"],"Content-Length":"3","_body":"x\ny"}"""u8);
        Assert.That((received.Get("L"), received.Get("Content-Length"), received.Body), Is.EqualTo(("ARRAY::a|:b%", "3", "x\ny")));
    }

    [TestCase("A,A")]
    [TestCase("")]
    [TestCase("A,A:")]
    [TestCase("A\n")]
    public void A_header_set_refuses_names_that_make_no_sense(string names)
    {
        Assert.That(() => new EslHeaderSet(names.Split(',')), Throws.ArgumentException);
    }

    [Test]
    public void Sixty_four_headers_are_found_at_once()
    {
        string[] names = [.. Enumerable.Range(0, 64).Select(i => $"H{i}")];
        using EslEvent received = Plain(string.Concat(names.Select(n => $"{n}: {n}\n")) + "\n");
        var values = new EslValue[64];
        Assert.That((received.Read(new EslHeaderSet(names), values), values[63].ToString()), Is.EqualTo((64, "H63")));
    }

    private static int Count(EslEvent received)
    {
        int count = 0;
        foreach (EslHeader _ in received.Headers)
            count++;
        return count;
    }
}
