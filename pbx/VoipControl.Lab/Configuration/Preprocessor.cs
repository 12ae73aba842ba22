using System.Text;

namespace VoipControl.Lab.Configuration;

/// <summary>
/// Joins the files of a configuration as FreeSWITCH does before it parses XML (preprocess in switch_xml.c): line by line,
/// <c>$${name}</c> replaced, <c>X-PRE-PROCESS</c> with cmd set and include obeyed. What else stands on a line with
/// X-PRE-PROCESS is lost, and lines with <c>&lt;include&gt;</c> or <c>&lt;?</c> are skipped, both as in FreeSWITCH.
/// Files outside the folder are refused, and so are the commands that run programs.
/// </summary>
internal sealed class Preprocessor(string folder, IDictionary<string, string> variables, ConfigurationLimits limits)
{
    private readonly string _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
    private readonly PreprocessedText _text = new(limits.Characters);
    private readonly List<string> _warnings = [];
    private int _files;

    /// <summary>Names that were used and never set, includes that found no file.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Reads <paramref name="file"/>, a path within the folder, and all that it includes.</summary>
    public PreprocessedText Run(string file)
    {
        Read(Path.Combine(_folder, file), "the start", 0);
        return _text;
    }

    private void Read(string path, string from, int depth)
    {
        if (depth > limits.IncludeDepth)
            throw new ConfigurationException($"{from}: includes are nested deeper than {limits.IncludeDepth}.");
        if (++_files > limits.Files)
            throw new ConfigurationException($"{from}: more than {limits.Files} files are included.");
        var name = Path.GetRelativePath(_folder, path);
        var number = 0;
        var origin = name;
        foreach (var raw in Load(path, name).Split('\n'))
        {
            number++;
            origin = $"{name}:{number}";
            var line = ExpandGlobals(raw.TrimEnd('\r'), origin);
            if (line.Contains("<include>", StringComparison.Ordinal) || line.Contains("</include>", StringComparison.Ordinal)
                || line.Contains("<?", StringComparison.Ordinal))
                continue;
            var command = line.IndexOf("X-pre-process", StringComparison.OrdinalIgnoreCase);
            if (command < 0)
                _text.Add(line, name, number);
            else if (command > 0 && line[command - 1] == '<')
                Obey(line[command..], Path.GetDirectoryName(path)!, origin, depth);
            // Otherwise the line speaks of the command, as comments do. FreeSWITCH drops it too.
        }
    }

    private string Load(string path, string name)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[limits.FileBytes + 1];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count > limits.FileBytes)
                throw new ConfigurationException($"{name} has more than {limits.FileBytes} bytes.");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan(0, count)).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{name} cannot be read: {e.Message}", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new ConfigurationException($"{name} is not UTF-8.", e);
        }
    }

    private void Obey(string line, string directory, string origin, int depth)
    {
        var end = line.IndexOf("/>", StringComparison.Ordinal);
        var command = Attribute(end < 0 ? line : line[..end], "cmd", out var rest);
        var data = Attribute(rest, "data", out _);
        if (command is null || data is null)
            throw new ConfigurationException($"{origin}: X-PRE-PROCESS needs cmd=\"…\" and data=\"…\" on its own line.");
        if (command.Equals("set", StringComparison.OrdinalIgnoreCase))
            Set(data, origin);
        else if (command.Equals("include", StringComparison.OrdinalIgnoreCase))
            Include(data, directory, origin, depth);
        else
            throw new ConfigurationException($"{origin}: X-PRE-PROCESS cmd \"{command}\" is not supported; set and include are.");
    }

    // FreeSWITCH looks for the word, then for the next "=", then for the next quotation marks.
    private static string? Attribute(string line, string name, out string rest)
    {
        rest = "";
        var at = line.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        var equals = at < 0 ? -1 : line.IndexOf('=', at);
        var open = equals < 0 ? -1 : line.IndexOf('"', equals);
        var close = open < 0 ? -1 : line.IndexOf('"', open + 1);
        if (close < 0)
            return null;
        rest = line[(close + 1)..];
        return line[(open + 1)..close];
    }

    private void Set(string data, string origin)
    {
        var equals = data.IndexOf('=');
        var name = equals < 0 ? "" : data[..equals].TrimEnd(' ');
        if (name.Length == 0)
            throw new ConfigurationException($"{origin}: X-PRE-PROCESS set needs data=\"name=value\".");
        if (variables.Count >= limits.Variables && !variables.ContainsKey(name))
            throw new ConfigurationException($"{origin}: more than {limits.Variables} variables are set.");
        variables[name] = data[(equals + 1)..].TrimStart(' ');
    }

    private void Include(string pattern, string directory, string origin, int depth)
    {
        var full = Path.GetFullPath(Path.Combine(directory, pattern));
        if (!full.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ConfigurationException($"{origin}: include \"{pattern}\" leads out of the configuration's folder.");
        var parent = Path.GetDirectoryName(full)!;
        if (parent.AsSpan().ContainsAny('*', '?'))
            throw new ConfigurationException($"{origin}: include \"{pattern}\": only the file name may have * and ?.");
        var name = Path.GetFileName(full);
        string[] found = System.IO.Directory.Exists(parent)
            ? [.. System.IO.Directory.EnumerateFiles(parent, name, SearchOption.TopDirectoryOnly).Where(IsInFolder).Order(StringComparer.Ordinal)]
            : [];
        if (found.Length == 0)
            Warn($"{origin}: no file to include at {pattern}");
        foreach (var file in found)
            Read(file, origin, depth + 1);

        // A link inside the folder must not lead out of it either; a link that leads nowhere is reported when it is read.
        bool IsInFolder(string file)
        {
            var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
            return target.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? true
                : throw new ConfigurationException($"{origin}: {Path.GetFileName(file)} is a link out of the configuration's folder.");
        }
    }

    /// <summary>expand_vars in switch_xml.c. An unknown name becomes nothing.</summary>
    private string ExpandGlobals(string line, string origin)
    {
        if (!line.Contains("$${", StringComparison.Ordinal))
            return line;
        var result = new StringBuilder();
        var at = 0;
        while (at < line.Length)
        {
            var start = line.IndexOf("$${", at, StringComparison.Ordinal);
            var end = start < 0 ? -1 : line.IndexOf('}', start);
            if (end < 0)
            {
                if (start >= 0)
                    throw new ConfigurationException($"{origin}: $${{ without its closing brace.");
                break;
            }
            result.Append(line, at, start - at);
            var name = line[(start + 3)..end];
            if (variables.TryGetValue(name, out var value))
                result.Append(value);
            else
                Warn($"{origin}: $${{{name}}} is not set");
            if (result.Length > limits.Characters)
                throw new ConfigurationException($"{origin}: the line has more than {limits.Characters} characters.");
            at = end + 1;
        }
        return result.Append(line, at, line.Length - at).ToString();
    }

    private void Warn(string warning)
    {
        if (_warnings.Count < 1000)
            _warnings.Add(warning);
    }
}
