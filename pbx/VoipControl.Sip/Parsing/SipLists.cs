namespace VoipControl.Sip;

/// <summary>Comma-separated values.</summary>
internal static class SipLists
{
    /// <summary>Where the member that begins at <paramref name="start"/> ends: at a comma outside quotes and angle brackets, or at the end.</summary>
    public static int EndOfMember(string value, int start)
    {
        bool quoted = false;
        bool bracketed = false;
        for (int i = start; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"' when !bracketed:
                    quoted = !quoted;
                    break;
                case '<' when !quoted:
                    bracketed = true;
                    break;
                case '>' when !quoted:
                    bracketed = false;
                    break;
                case ',' when !quoted && !bracketed:
                    return i;
                default:
                    break;
            }
        }

        return value.Length;
    }
}
