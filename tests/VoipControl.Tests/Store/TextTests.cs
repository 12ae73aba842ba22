using NUnit.Framework;
using VoipControl.Store;

namespace VoipControl.Tests.Store;

public sealed class TextTests
{
    [Test]
    public void A_text_is_cut_to_its_column() => Assert.That(Text.Cut("abcdef", 3), Is.EqualTo("abc"));

    [Test]
    public void No_half_of_a_surrogate_pair_is_left() => Assert.That(Text.Cut("ab🚕", 3), Is.EqualTo("ab"));
}
