using System.Xml;
using System.Xml.Linq;

namespace VoipControl.Lab.Configuration;

/// <summary>Reads XML from files, other switches and web servers: no DTD, no entities from elsewhere, bounded size and depth.</summary>
internal static class BoundedXml
{
    /// <summary>Attributes of one element; more is no configuration.</summary>
    private const int MaxAttributes = 256;

    /// <summary>The root element.</summary>
    /// <exception cref="XmlException">Malformed, too large or too deep; line and position are those of <paramref name="text"/>.</exception>
    public static XElement Parse(string text, int maxCharacters, int maxDepth)
    {
        if (text.Length > maxCharacters)
            throw new XmlException($"The document has {text.Length} characters; {maxCharacters} are allowed.");
        CheckDepth(text, maxDepth);
        using var reader = Open(text);
        return XElement.Load(reader, LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo);
    }

    // Trees of bounded depth may be walked by recursion.
    private static void CheckDepth(string text, int maxDepth)
    {
        using var reader = Open(text);
        while (reader.Read())
        {
            var (line, position) = reader is IXmlLineInfo info ? (info.LineNumber, info.LinePosition) : (0, 0);
            if (reader.NodeType == XmlNodeType.Element && reader.Depth >= maxDepth)
                throw new XmlException($"Elements are nested deeper than {maxDepth}.", null, line, position);
            if (reader.AttributeCount > MaxAttributes)
                throw new XmlException($"Element {reader.Name} has more than {MaxAttributes} attributes.", null, line, position);
        }
    }

    private static XmlReader Open(string text) => XmlReader.Create(new StringReader(text), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersFromEntities = 1 << 20,
    });
}
