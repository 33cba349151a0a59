using System.Globalization;
using System.Text;

namespace Weir.Benchmarks.Classify;

/// <summary>Nanoseconds by the number of rules, both logarithmic, one line for each method, as SVG.</summary>
internal static class ScalingPlot
{
    private const double Width = 860;
    private const double Height = 520;
    private const double Left = 70;
    private const double Right = 660;
    private const double Top = 40;
    private const double Bottom = 460;
    private const double Lowest = 1;

    private static readonly string[] s_colors = ["#0072b2", "#56b4e9", "#009e73", "#d55e00", "#e69f00", "#cc79a7", "#000000", "#999999", "#8c564b", "#7f3c8d"];

    public static string Draw(string family, IReadOnlyList<ClassifyResult> results)
    {
        var (least, most) = (results.Min(result => result.SetRules), results.Max(result => result.SetRules));
        var highest = Math.Pow(10, Math.Ceiling(Math.Log10(Math.Max(10, results.Max(result => result.Nanoseconds)))));
        double X(double rules) => least == most ? (Left + Right) / 2 : Left + ((Right - Left) * Math.Log(rules / least) / Math.Log((double)most / least));
        double Y(double time) => Bottom - ((Bottom - Top) * Math.Log(Math.Max(time, Lowest) / Lowest) / Math.Log(highest / Lowest));
        var svg = new StringBuilder();
        void Line(double x1, double y1, double x2, double y2, string color) =>
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"{color}\"/>");
        void Text(double x, double y, string anchor, string text, string color = "#333") =>
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" fill=\"{color}\">{text}</text>");

        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        for (var time = Lowest; time <= highest; time *= 10)
        {
            Line(Left, Y(time), Right, Y(time), "#ddd");
            Text(Left - 8, Y(time) + 4, "end", Number(time));
        }

        foreach (var size in results.Select(result => (result.Size, result.SetRules)).Distinct())
        {
            Line(X(size.SetRules), Top, X(size.SetRules), Bottom, "#eee");
            Text(X(size.SetRules), Bottom + 20, "middle", Number(size.Size));
        }

        Text((Left + Right) / 2, Bottom + 44, "middle", "rules");
        Text(Left, Top - 16, "start", $"{family}: nanoseconds for a packet, over none");
        DrawMethods(results, X, Y, svg);
        return svg.AppendLine("</svg>").ToString();
    }

    private static void DrawMethods(IReadOnlyList<ClassifyResult> results, Func<double, double> x, Func<double, double> y, StringBuilder svg)
    {
        var number = 0;
        foreach (var method in results.GroupBy(result => result.Method))
        {
            var color = s_colors[number % s_colors.Length];
            var dashes = method.First().IsLive ? " stroke-dasharray=\"6 4\"" : "";
            var points = method.OrderBy(result => result.SetRules).Select(result => (X: x(result.SetRules), Y: y(result.Nanoseconds))).ToList();
            svg.AppendLine(CultureInfo.InvariantCulture,
                $"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"{dashes} points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")))}\"/>");
            foreach (var point in points)
                svg.AppendLine(CultureInfo.InvariantCulture, $"<circle cx=\"{point.X:0.#}\" cy=\"{point.Y:0.#}\" r=\"3\" fill=\"{color}\"/>");
            var row = Top + 10 + (number++ * 22);
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{Right + 20}\" y1=\"{row}\" x2=\"{Right + 50}\" y2=\"{row}\" stroke=\"{color}\" stroke-width=\"2\"{dashes}/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Right + 58}\" y=\"{row + 4}\" fill=\"#333\">{method.Key}</text>");
        }
    }

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
